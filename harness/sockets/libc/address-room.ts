import type { SocketAddress } from '../address.ts'
import { ADDRESS_ROOM, decodeAddress } from './sockaddr.ts'

/**
 * Where a call writes a socket address: the bytes, and the length that goes in as the room there is and comes out as
 * the room the address takes (accept(2), getsockname(2), recvfrom(2)).
 */
export class AddressRoom {
  readonly bytes = Buffer.alloc(ADDRESS_ROOM)
  readonly length = new Uint32Array([ADDRESS_ROOM])

  /** Ready for the next call. */
  reset(): this {
    this.length[0] = ADDRESS_ROOM
    return this
  }

  /** The address that was written; AF_UNSPEC where the call wrote none. */
  address(): SocketAddress {
    return decodeAddress(this.bytes, this.#written())
  }

  /** The address that was written, or null where the call wrote none. */
  addressOrNull(): SocketAddress | null {
    return this.#written() === 0 ? null : this.address()
  }

  #written(): number {
    return this.length[0] ?? 0
  }
}

/** Room for calls made on this thread, which use it up before the next one. */
export const sharedRoom = new AddressRoom()
