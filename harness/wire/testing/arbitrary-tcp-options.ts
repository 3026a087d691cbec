import fc from 'fast-check'
import { u16, u32 } from './build-frame.ts'

const octet = fc.integer({ min: 0, max: 0xff })
const doubleWord = fc.nat({ max: 0xffff_ffff })

const sackBlocks = fc
  .array(fc.tuple(doubleWord, doubleWord), { minLength: 1, maxLength: 3 })
  .map((blocks) => blocks.flat().flatMap(u32))

const cookie = fc.constantFrom(0, 4, 8, 16).chain((length) => fc.array(octet, { minLength: length, maxLength: length }))

/** Kinds 79 to 252 are not assigned (IANA). */
const unassigned = fc.tuple(fc.integer({ min: 79, max: 252 }), fc.array(octet, { maxLength: 12 }))

const tcpOption = fc.oneof(
  fc.constant([1]),
  fc.integer({ min: 0, max: 0xffff }).map((size) => [2, 4, ...u16(size)]),
  fc.integer({ min: 0, max: 14 }).map((shift) => [3, 3, shift]),
  fc.constant([4, 2]),
  sackBlocks.map((edges) => [5, 2 + edges.length, ...edges]),
  fc.tuple(doubleWord, doubleWord).map((times) => [8, 10, ...times.flatMap(u32)]),
  cookie.map((bytes) => [34, 2 + bytes.length, ...bytes]),
  unassigned.map(([kind, bytes]) => [kind, 2 + bytes.length, ...bytes]),
)

/** Options of at most 40 bytes, padded to words with no-operations and the end of the list. */
export const tcpOptions = fc
  .array(tcpOption, { maxLength: 5 })
  .map((options) => options.flat())
  .filter((bytes) => bytes.length <= 40)
  .map((bytes) => [...bytes, ...([[], [1, 1, 0], [1, 0], [0]][bytes.length % 4] ?? [])])
