import type { SocketAddress } from '../address.ts'
import type { Fd } from '../calls.ts'
import type { Result } from '../result.ts'
import { sharedRoom } from './address-room.ts'
import { mapped } from './answers.ts'
import type { Context, LibcCalls } from './context.ts'
import type { SocketsLibrary } from './library.ts'

/** The calls that tell the addresses of a socket (getsockname(2), getpeername(2)). */
export function nameCalls({ library }: Context): Pick<LibcCalls, 'getsockname' | 'getpeername'> {
  return {
    getsockname: ({ fd }) => addressFrom(library, 'getsockname', fd),
    getpeername: ({ fd }) => addressFrom(library, 'getpeername', fd),
  }
}

function addressFrom(library: SocketsLibrary, name: 'getsockname' | 'getpeername', fd: Fd): Result<SocketAddress> {
  const room = sharedRoom.reset()
  return mapped(library.call(name, fd, room.bytes, room.length), () => room.address())
}
