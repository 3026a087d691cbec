import type { Served } from '../agent/serve.ts'
import type { Fd } from '../calls.ts'
import { realtime } from '../libc/clock.ts'
import { lwipStack } from './stack.ts'
import { startLwip } from './start.ts'
import { lwipVersion } from './version.ts'

/** The sockets of lwIP, to be served. What it offers is what Debian's lwipopts.h has switched on. */
export function lwipAgent(): Served {
  const { inFlight: _, settled, cancelBlocked, ...calls } = lwipStack()
  const cancel = async (fds: readonly Fd[]): Promise<void> => {
    await Promise.all(fds.map((fd) => cancelBlocked(fd)))
  }
  return {
    self: {
      name: 'lwip',
      version: lwipVersion(),
      network: 'tap',
      options: [
        'SO_ACCEPTCONN',
        'SO_BROADCAST',
        'SO_ERROR',
        'SO_KEEPALIVE',
        'SO_LINGER',
        'SO_RCVBUF',
        'SO_RCVTIMEO',
        'SO_REUSEADDR',
        'SO_SNDTIMEO',
        'SO_TYPE',
        'IP_TOS',
        'IP_TTL',
        'IPV6_V6ONLY',
        'TCP_KEEPCNT',
        'TCP_KEEPIDLE',
        'TCP_KEEPINTVL',
        'TCP_NODELAY',
      ],
      families: ['AF_INET', 'AF_INET6'],
      types: ['SOCK_STREAM', 'SOCK_DGRAM'],
      // lwIP never sends SIGPIPE, which is what MSG_NOSIGNAL asks for.
      flags: ['MSG_DONTWAIT', 'MSG_MORE', 'MSG_NOSIGNAL', 'MSG_PEEK'],
      loopback: true,
    },
    calls,
    setUp(network) {
      if (network.kind !== 'tap') throw new Error(`lwIP needs a TAP device; its network was to be ${network.kind}.`)
      startLwip(network.device, network.interface)
    },
    cancel,
    async end(open) {
      await cancel(open)
      // As at the end of a process, no close() waits for what is unsent.
      for (const fd of open) calls.setsockopt({ fd, option: 'SO_LINGER', value: { onoff: false, linger: 0 } })
      for (const fd of open) calls.close({ fd })
      await settled()
    },
    now: realtime,
  }
}
