import type { Served } from '../serve.ts'
import { nodeCalls } from './calls.ts'

/**
 * What Node makes of this kernel, to be served: `net` and `dgram` as its programs have them, and no system call beside. What
 * they have no way of asking for is unsupported.
 */
export function nodeAgent(): Served {
  const { calls, cancel } = nodeCalls()
  return {
    self: {
      name: 'node',
      version: process.versions.node,
      network: 'kernel',
      options: [
        'SO_REUSEADDR',
        'SO_KEEPALIVE',
        'SO_BROADCAST',
        'SO_LINGER',
        'SO_ERROR',
        'SO_RCVBUF',
        'SO_SNDBUF',
        'IP_TTL',
        'IPV6_UNICAST_HOPS',
        'IPV6_V6ONLY',
        'TCP_NODELAY',
      ],
      families: ['AF_INET', 'AF_INET6'],
      types: ['SOCK_STREAM', 'SOCK_DGRAM'],
      flags: ['MSG_DONTWAIT', 'MSG_NOSIGNAL', 'MSG_PEEK', 'MSG_WAITALL'],
      loopback: true,
    },
    calls,
    cancel,
    async end(open) {
      await Promise.all(open.map((fd) => calls.close?.({ fd })))
    },
    now: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n,
  }
}
