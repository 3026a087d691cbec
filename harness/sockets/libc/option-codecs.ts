import type { Linger } from '../options.ts'
import type { ErrnoName } from '../result.ts'
import { errnoName, errnoNumber } from './errno.ts'
import { RequestError } from './request-error.ts'

/** How the value of a socket option goes to C and comes back. */
export interface Codec<Value> {
  /** Bytes to offer getsockopt(2). */
  readonly room: number
  /** The bytes for setsockopt(2); a value of another kind is a {@link RequestError}. */
  encode(value: unknown): Uint8Array
  /** The value in the bytes that getsockopt(2) filled in. */
  decode(bytes: Buffer): Value
}

const INT = 4
const INT_MIN = -(2 ** 31)
const INT_MAX = 2 ** 31 - 1

function encodeInt(value: unknown): Buffer {
  if (!isInt(value)) throw new RequestError('the value of this option', `an integer of ${INT * 8} bits`, value)
  const bytes = Buffer.alloc(INT)
  bytes.writeInt32LE(value)
  return bytes
}

function isInt(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= INT_MIN && value <= INT_MAX
}

/** An int, as it is. */
export const int: Codec<number> = {
  room: INT,
  encode: encodeInt,
  decode: (bytes) => bytes.readInt32LE(0),
}

/** An int that is 0 or not. */
export const flag: Codec<boolean> = {
  room: INT,
  encode(value) {
    if (typeof value !== 'boolean') throw new RequestError('the value of this option', 'true or false', value)
    return encodeInt(value ? 1 : 0)
  },
  decode: (bytes) => bytes.readInt32LE(0) !== 0,
}

/** An error number, 0 for none (SO_ERROR of socket(7)). */
export const errno: Codec<ErrnoName | null> = {
  room: INT,
  encode(value) {
    if (value !== null && typeof value !== 'string') {
      throw new RequestError('the value of this option', 'the name of an error, or null', value)
    }
    return encodeInt(value === null ? 0 : errnoNumber(value))
  },
  decode(bytes) {
    const number = bytes.readInt32LE(0)
    return number === 0 ? null : errnoName(number)
  },
}

/** `struct linger`: two ints (socket(7)). */
export const linger: Codec<Linger> = {
  room: 2 * INT,
  encode(value) {
    if (!isLinger(value)) throw new RequestError('the value of this option', '{ onoff: boolean, linger: int }', value)
    return Buffer.concat([encodeInt(value.onoff ? 1 : 0), encodeInt(value.linger)])
  },
  decode: (bytes) => ({ onoff: bytes.readInt32LE(0) !== 0, linger: bytes.readInt32LE(INT) }),
}

/** Whether this is a value of SO_LINGER. */
export function isLinger(value: unknown): value is Linger {
  return typeof value === 'object' && value !== null && 'onoff' in value && 'linger' in value && isInt(value.linger)
}

/** `struct timeval`, two longs, as milliseconds; the kernel rounds up to its clock tick (SO_RCVTIMEO of socket(7)). */
export const milliseconds: Codec<number> = {
  room: 16,
  encode(value) {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new RequestError('the value of this option', 'a number of milliseconds', value)
    }
    const microseconds = BigInt(Math.round(value * 1000))
    const bytes = Buffer.alloc(16)
    bytes.writeBigInt64LE(microseconds / 1_000_000n, 0)
    bytes.writeBigInt64LE(microseconds % 1_000_000n, 8)
    return bytes
  },
  decode: (bytes) => Number(bytes.readBigInt64LE(0)) * 1000 + Number(bytes.readBigInt64LE(8)) / 1000,
}

/** A name: an interface (SO_BINDTODEVICE, 16 bytes) or a congestion control (TCP_CONGESTION, 16 bytes). */
export const name: Codec<string> = {
  room: 16,
  encode(value) {
    if (typeof value !== 'string') throw new RequestError('the value of this option', 'text', value)
    return Buffer.from(value, 'utf8')
  },
  decode(bytes) {
    const end = bytes.indexOf(0)
    return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
  },
}
