import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd, Request, Stack } from '../../calls.ts'
import { withValue } from '../../must.ts'
import type { OptionName } from '../../options.ts'

/** ioctl() tells another number than there are bytes in a buffer. */
export function bufferHolds(
  name: string,
  says: string,
  which: Request<'ioctl'>['request'],
  change: (bytes: number) => number,
): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => ({
      ioctl: (request) => (request.request === which ? withValue(real.ioctl(request), change) : real.ioctl(request)),
    }),
  })
}

/** SIOCOUTQ does not count a FIN that is on its way. */
export const finTakesNoPlace = mutant({
  name: 'fin-takes-no-place',
  says: 'SIOCOUTQ does not count a FIN that is not acknowledged yet',
  stack: (real) => {
    const ended = new Set<Fd>()
    return {
      shutdown: (request) => {
        ended.add(request.fd)
        return real.shutdown(request)
      },
      ioctl: (request) =>
        withValue(real.ioctl(request), (bytes) =>
          request.request === 'SIOCOUTQ' && ended.has(request.fd) ? Math.max(0, bytes - 1) : bytes,
        ),
    }
  },
})

/** Buffers have the size that was asked for, not twice that. */
export const buffersAreNotDoubled = mutant({
  name: 'buffers-are-not-doubled',
  says: 'SO_SNDBUF and SO_RCVBUF read back as they were set',
  stack: (real) => ({
    setsockopt: (request) =>
      real.setsockopt(isSize(request.option) ? { ...request, value: Math.floor(Number(request.value) / 2) } : request),
  }),
})

/** Buffers have twice the size that was asked for, however small or large. */
export const buffersHaveNoLimits = tellingSizes(
  'buffers-have-no-limits',
  'any size of a buffer is granted',
  (bytes, asked) => (asked === undefined ? bytes : 2 * asked),
)

/** A buffer whose size was not set reads back doubled as well. */
export const unsetBuffersAreDoubled = tellingSizes(
  'unset-buffers-are-doubled',
  'a buffer that nobody has set reads back as twice the default',
  (bytes, asked) => (asked === undefined ? 2 * bytes : bytes),
)

/** @param tell the size that getsockopt() tells, of the real one and of what was asked for, if anything was */
function tellingSizes(name: string, says: string, tell: (bytes: number, asked: number | undefined) => number): Mutant {
  return mutant({
    name,
    says,
    stack: (real): Partial<Stack> => {
      const asked = new Map<string, number>()
      return {
        setsockopt: (request) => {
          if (isSize(request.option)) asked.set(`${request.fd} ${request.option}`, Number(request.value))
          return real.setsockopt(request)
        },
        getsockopt: (request) =>
          withValue(real.getsockopt(request), (value) =>
            isSize(request.option) ? tell(Number(value), asked.get(`${request.fd} ${request.option}`)) : value,
          ),
      }
    },
  })
}

function isSize(option: OptionName): boolean {
  return option === 'SO_SNDBUF' || option === 'SO_RCVBUF'
}
