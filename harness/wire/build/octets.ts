import { tryWriteIPv4 } from '../../sockets/libc/ipv4.ts'
import { writeIPv6 } from '../../sockets/libc/ipv6.ts'

/** A part of a frame: bytes, or numbers of which each becomes a byte. */
export type Octets = readonly number[] | Uint8Array

/** 16 bits in network byte order; higher bits are cut off. */
export function u16(value: number): readonly number[] {
  return [(value >>> 8) & 0xff, value & 0xff]
}

/** 32 bits in network byte order; higher bits are cut off, so sequence numbers may run over or below 0. */
export function u32(value: number): readonly number[] {
  return [...u16(value >>> 16), ...u16(value)]
}

/** Parts one after the other. */
export function joined(...parts: readonly Octets[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The four bytes of an IPv4 address or the sixteen of an IPv6 address. Throws where the text is neither. */
export function addressOctets(text: string): Uint8Array {
  const four = new Uint8Array(4)
  if (tryWriteIPv4(text, four, 0)) return four
  const sixteen = new Uint8Array(16)
  writeIPv6(text, sixteen, 0)
  return sixteen
}

/** The six bytes of a hardware address such as `02:00:0a:4d:00:0b`. */
export function hardwareOctets(text: string): readonly number[] {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) throw new RangeError(`Not an Ethernet address: «${text}».`)
  return text.split(':').map((octet) => Number.parseInt(octet, 16))
}
