import type { Fd } from '../../calls.ts'
import { realtime } from '../../libc/clock.ts'
import { MESSAGE_FLAGS } from '../../libc/constants.ts'
import { libcStack } from '../../libc/stack.ts'
import { OPTION_NAMES } from '../option-schemas.ts'
import type { Served } from '../serve.ts'
import { libcVersion } from './libc-version.ts'

/** The sockets of this kernel through libc, to be served. */
export function libcAgent(): Served {
  const { inFlight: _, settled, cancelBlocked, ...calls } = libcStack()
  const cancel = async (fds: readonly Fd[]): Promise<void> => {
    await Promise.all(fds.map((fd) => cancelBlocked(fd)))
  }

  function hasInet6(): boolean {
    const { value } = calls.socket({ domain: 'AF_INET6', type: 'SOCK_DGRAM' })
    return value !== null && calls.close({ fd: value }) !== null
  }

  return {
    self: {
      name: 'libc',
      version: libcVersion(),
      network: 'kernel',
      options: [...OPTION_NAMES],
      families: ['AF_INET', ...(hasInet6() ? ['AF_INET6'] : []), 'AF_UNIX'],
      types: ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_SEQPACKET'],
      flags: Object.keys(MESSAGE_FLAGS.table),
      loopback: true,
    },
    calls,
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
