import type { MessageFlag } from '../calls.ts'
import { RequestError } from './request-error.ts'

/** Receives that ask for more get a buffer of their own. */
const SHARED_ROOM = 1 << 20

const shared = new Uint8Array(SHARED_ROOM)

/**
 * Room for what a call receives: this call's own, or shared with the next call on this thread. With `MSG_TRUNC` a stream
 * counts bytes that it does not write (tcp(7)), so that the room must not show older ones.
 */
export function receiveRoom(length: number, own: boolean, flags: readonly MessageFlag[] = []): Uint8Array {
  if (!Number.isInteger(length) || length < 0) throw new RequestError('a length', 'a number of bytes', length)
  if (own || length > SHARED_ROOM) return new Uint8Array(length)
  return flags.includes('MSG_TRUNC') ? shared.fill(0, 0, length) : shared
}

/** A copy of the bytes received, of which `MSG_TRUNC` may count more than there was room for. */
export function received(room: Uint8Array, length: number, count: number): Uint8Array {
  return room.slice(0, Math.min(length, count))
}
