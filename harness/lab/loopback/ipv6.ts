import { call } from '../../sockets/libc/ffi.ts'
import { encodeAddress } from '../../sockets/libc/sockaddr.ts'

/** Why the network namespace that this thread is in has no IPv6 loopback address, as an errno; null if it has one. */
export function whyNoIpv6Loopback(): string | null {
  const [AF_INET6, SOCK_STREAM_CLOEXEC] = [10, 1 | 0o2000000]
  const { value: fd, errno } = call('socket', AF_INET6, SOCK_STREAM_CLOEXEC, 0)
  if (errno !== null) return errno
  const { bytes, length } = encodeAddress({ family: 'AF_INET6', address: '::1', port: 0 })
  const bound = call('bind', fd, bytes, length)
  call('close', fd)
  return bound.errno
}

/** Whether the network namespace that this thread is in has an IPv6 loopback address. */
export function hasIpv6Loopback(): boolean {
  return whyNoIpv6Loopback() === null
}
