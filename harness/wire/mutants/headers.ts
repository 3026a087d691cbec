import { type Mutant, mutant } from '../../claim/mutant.ts'
import { decode } from '../decode.ts'

/** Where in a header a field stands, how long it is and where the one that it changes places with begins. */
const PAIRS = {
  'hardware addresses': { layer: 'ethernet', first: 0, second: 6, length: 6 },
  'IPv4 addresses': { layer: 'ipv4', first: 12, second: 16, length: 4 },
  'IPv6 addresses': { layer: 'ipv6', first: 8, second: 24, length: 16 },
  ports: { layer: 'transport', first: 0, second: 2, length: 2 },
} as const

/** A wire on which source and destination have changed places in one header of frames with a payload. */
export function exchanged(what: keyof typeof PAIRS): Mutant {
  const { layer, first, second, length } = PAIRS[what]
  return changed(
    `${what.toLowerCase().replaceAll(' ', '-')}-exchanged`,
    `the ${what} stand in the other order`,
    (bytes) => {
      const { network, transport } = decode(bytes)
      const offsets = { ethernet: 0, [network?.kind ?? '']: network?.offset, transport: transport?.offset }
      const offset = offsets[layer as keyof typeof offsets]
      if (offset === undefined) return
      const [one, other] = [
        bytes.slice(offset + first, offset + first + length),
        bytes.slice(offset + second, offset + second + length),
      ]
      bytes.set(other, offset + first)
      bytes.set(one, offset + second)
    },
  )
}

/** A wire on which the IP header names another protocol of the transport than it carries. */
export const protocolUnnamed = changed('protocol-unnamed', 'the IP header does not name the transport', (bytes) => {
  const { network } = decode(bytes)
  if (network?.kind === 'ipv4') bytes[network.offset + 9] = 253
  if (network?.kind === 'ipv6') bytes[network.offset + 6] = 253
})

/** A wire on which payload does not look as the program gave it. */
export const payloadDisguised = changed('payload-disguised', 'the payload is not what the program sent', (bytes) => {
  const { payload } = decode(bytes)
  for (let at = payload.offset; at < payload.offset + payload.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0x20
})

function changed(name: string, says: string, change: (bytes: Uint8Array) => void): Mutant {
  return mutant({
    name,
    says,
    frame: (frame) => {
      if (decode(frame.bytes, { length: frame.length }).payload.length === 0) return frame
      const bytes = Uint8Array.from(frame.bytes)
      change(bytes)
      return { ...frame, bytes }
    },
  })
}
