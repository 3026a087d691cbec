import type { Request, Value } from '../calls.ts'
import { type Result, succeeded } from '../result.ts'
import { AddressRoom, sharedRoom } from './address-room.ts'
import { done } from './answers.ts'
import { DOMAINS, numberOf, PROTOCOLS, SHUTDOWN_HOW, SOCKET_FLAGS, SOCKET_TYPES } from './constants.ts'
import type { Context, LibcCalls } from './context.ts'
import { ADDRESS_ROOM, encodeAddress } from './sockaddr.ts'

type ConnectionCall = 'socket' | 'bind' | 'listen' | 'accept4' | 'connect' | 'shutdown' | 'close' | 'dup'

/** For addresses of calls made on this thread. */
const scratch = Buffer.alloc(ADDRESS_ROOM)

const { SOCK_NONBLOCK } = SOCKET_FLAGS.table

/** The calls that make, connect and end sockets (socket(2), bind(2), listen(2), accept(2), connect(2), shutdown(2), close(2), dup(2)). */
export function connectionCalls(context: Context): Pick<LibcCalls, ConnectionCall> {
  const { descriptors, library } = context

  function accepted(
    { fd, flags }: Request<'accept4'>,
    result: Result<number>,
    room: AddressRoom,
  ): Result<Value<'accept4'>> {
    if (result.errno !== null) return result
    descriptors.opened(result.value, flags?.includes('SOCK_NONBLOCK') ?? false, descriptors.lingers(fd))
    return succeeded({ fd: result.value, peer: room.address() })
  }

  return {
    socket({ domain, type, protocol = 0, flags }) {
      const typeAndFlags = numberOf(SOCKET_TYPES, type) | SOCKET_FLAGS.toBits(flags)
      const result = library.call('socket', numberOf(DOMAINS, domain), typeAndFlags, numberOf(PROTOCOLS, protocol))
      if (result.errno === null) descriptors.opened(result.value, (typeAndFlags & SOCK_NONBLOCK) !== 0)
      return result
    },

    bind({ fd, address, addressLength, nullPointer }) {
      const { bytes, length } = encodeAddress(address, scratch)
      return done(library.call('bind', fd, nullPointer ? null : bytes, addressLength ?? length))
    },

    listen: ({ fd, backlog }) => done(library.call('listen', fd, backlog)),

    accept4(request) {
      const { fd, flags } = request
      const waits = descriptors.mayWait(fd)
      const room = waits ? new AddressRoom() : sharedRoom.reset()
      const args = () => [fd, room.bytes, room.length, SOCKET_FLAGS.toBits(flags)]
      return context.make('accept4', { fds: [fd], waits }, args, (result) => accepted(request, result, room))
    },

    connect({ fd, address, addressLength, nullPointer }) {
      const waits = descriptors.mayWait(fd)
      const { bytes, length } = waits ? encodeAddress(address) : encodeAddress(address, scratch)
      const args = () => [fd, nullPointer ? null : bytes, addressLength ?? length]
      return context.make('connect', { fds: [fd], waits }, args, done)
    },

    shutdown: ({ fd, how }) => done(library.call('shutdown', fd, numberOf(SHUTDOWN_HOW, how))),

    /** The number is free for another file as soon as the call begins, so nothing is remembered or counted of it. */
    close({ fd }) {
      const lingers = descriptors.lingers(fd)
      descriptors.closed(fd)
      return context.make('close', { fds: [], waits: lingers }, () => [fd], done)
    },

    dup({ fd }) {
      const result = library.call('dup', fd)
      if (result.errno === null) descriptors.duplicated(fd, result.value)
      return result
    },
  }
}
