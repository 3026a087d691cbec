import { type ErrnoName, type Failed, failed } from '../../result.ts'

/** Node's errors that have no errno, by the name that POSIX has for the same (nodejs.org/api/errors.html). */
const IN_POSIX: Readonly<Record<string, ErrnoName>> = {
  ERR_STREAM_WRITE_AFTER_END: 'EPIPE',
  ERR_STREAM_DESTROYED: 'EPIPE',
  ERR_STREAM_PREMATURE_CLOSE: 'EPIPE',
  ERR_SOCKET_CLOSED: 'ENOTCONN',
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'ECONNABORTED',
  ERR_SERVER_ALREADY_LISTEN: 'EINVAL',
  ERR_SERVER_NOT_RUNNING: 'EBADF',
  ERR_SOCKET_ALREADY_BOUND: 'EINVAL',
  ERR_SOCKET_BAD_PORT: 'EINVAL',
  ERR_SOCKET_DGRAM_IS_CONNECTED: 'EISCONN',
  ERR_SOCKET_DGRAM_NOT_CONNECTED: 'ENOTCONN',
  ERR_SOCKET_DGRAM_NOT_RUNNING: 'EBADF',
}

/** The name of an error of Node's: of a system error its code. Anything else is a fault of this agent, and thrown. */
export function errnoOf(error: unknown): ErrnoName {
  const { code, info } = error as { code?: string; info?: { code?: string } }
  const name = info?.code ?? code ?? ''
  const errno = IN_POSIX[name] ?? name
  if (!/^E[A-Z0-9]+$/.test(errno)) throw error
  return errno
}

/** What a function of Node's gives, or the error that it throws. */
export function attempt<Value>(act: () => Value): { readonly value: Value; readonly errno: null } | Failed {
  try {
    return { value: act(), errno: null }
  } catch (error) {
    return failed(errnoOf(error))
  }
}
