import type { SocketAddress } from '../address.ts'
import type { Fd } from '../calls.ts'
import type { Result } from '../result.ts'
import { sharedRoom } from './address-room.ts'
import { mapped } from './answers.ts'
import type { LibcCalls } from './context.ts'
import { call } from './ffi.ts'

/** The calls that tell the addresses of a socket (getsockname(2), getpeername(2)). */
export const nameCalls: Pick<LibcCalls, 'getsockname' | 'getpeername'> = {
  getsockname: ({ fd }) => addressFrom('getsockname', fd),
  getpeername: ({ fd }) => addressFrom('getpeername', fd),
}

function addressFrom(name: 'getsockname' | 'getpeername', fd: Fd): Result<SocketAddress> {
  const room = sharedRoom.reset()
  return mapped(call(name, fd, room.bytes, room.length), () => room.address())
}
