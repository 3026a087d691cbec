import { closeSync, readSync, writeSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mustCall } from '../../sockets/libc/ffi.ts'
import { encodePollfds } from '../../sockets/libc/pollfd.ts'
import { buildFrame } from '../../wire/build/frame.ts'
import { openCapture } from '../../wire/capture.ts'
import { decode } from '../../wire/decode.ts'
import { runTool } from '../command.ts'
import { interfaceIndex, waitUntilRunning } from './interface.ts'
import { Namespace } from './namespace.ts'
import { bridgeTap, openTap, TapError } from './tap.ts'

const OURS = { ip: '10.77.0.11', ethernet: '02:00:0a:4d:00:0b' }
const THEIRS = { ip: '10.77.0.12', ethernet: '02:00:0a:4d:00:0c' }

let here: Namespace
let there: Namespace
let tap: number

/** A cable from here to a host that answers; the TAP is at this end of it. */
beforeEach(() => {
  here = Namespace.create()
  there = Namespace.create()
  here.within(() => {
    const far = `peer name eth0 address ${THEIRS.ethernet} netns ${there.path}`
    runTool('ip', ['-batch', '-'], `link add eth0 address ${OURS.ethernet} index 100 type veth ${far}`)
    tap = openTap('tap0')
  })
  there.within(() => {
    const lines = [
      `addr add ${THEIRS.ip}/24 dev eth0`,
      'link set eth0 addrgenmode none up',
      `neigh add ${OURS.ip} lladdr ${OURS.ethernet} dev eth0 nud permanent`,
    ]
    runTool('ip', ['-batch', '-'], lines.join('\n'))
  })
  here.within(() => bridgeTap('tap0', 'eth0'))
  there.within(() => waitUntilRunning(['eth0']))
})

afterEach(() => {
  closeSync(tap)
  here[Symbol.dispose]()
  there[Symbol.dispose]()
})

test('what is written to the TAP reaches the host at the cable, and its answer can be read', () => {
  writeSync(tap, ping())
  const answer = decode(readFrame())
  expect(answer.ethernet).toMatchObject({ source: THEIRS.ethernet, destination: OURS.ethernet })
  expect(answer.network).toMatchObject({ source: THEIRS.ip, destination: OURS.ip })
  expect(answer.transport).toMatchObject({ kind: 'icmp', type: 0 })
})

test('a capture at the end of the cable sees both, as those of its own host', () => {
  const seen = here.within(() => {
    using capture = openCapture({
      interfaceName: 'eth0',
      interfaceIndex: interfaceIndex('eth0'),
      host: 'a',
      link: 'lan',
      ownOnly: true,
    })
    writeSync(tap, ping())
    readFrame()
    return capture.drain().map(({ direction, bytes }) => [direction, ipv4Source(bytes)])
  })
  expect(seen).toEqual([
    ['out', OURS.ip],
    ['in', THEIRS.ip],
  ])
})

test('a TAP device lasts as long as its descriptor', () => {
  here.within(() => {
    const other = openTap('tap1')
    expect(interfaceIndex('tap1')).toBeGreaterThan(0)
    closeSync(other)
    expect(() => interfaceIndex('tap1')).toThrow('ENODEV')
  })
})

test('a refusal says what was tried, and what it takes', () => {
  here.within(() => {
    expect(() => openTap('tap0')).toThrow(TapError)
    expect(() => openTap('tap0')).toThrow(/^Cannot make the TAP device tap0: EBUSY\. It takes TUN\/TAP in the kernel/)
  })
})

/** An echo request (RFC 792) from behind the TAP. */
function ping(): Uint8Array {
  return buildFrame({
    ethernet: { source: OURS.ethernet, destination: THEIRS.ethernet },
    source: OURS.ip,
    destination: THEIRS.ip,
    transport: { kind: 'icmp', type: 8, code: 0 },
  })
}

function ipv4Source(frame: Uint8Array): string | null {
  const { network } = decode(frame)
  return network?.kind === 'ipv4' ? network.source : null
}

/** The next frame that comes out of the TAP. */
function readFrame(): Uint8Array {
  const ready = mustCall('poll', encodePollfds([{ fd: tap, events: ['POLLIN'] }]), 1, 10_000)
  expect(ready, 'a frame is there within ten seconds').toBe(1)
  const frame = new Uint8Array(2048)
  return frame.subarray(0, readSync(tap, frame))
}
