import { clockGettime } from './ffi.ts'

const CLOCK_REALTIME = 0
const timespec = Buffer.alloc(16)
const words = new Uint32Array(timespec.buffer, timespec.byteOffset, 4)

/**
 * Nanoseconds since the Unix epoch on CLOCK_REALTIME, the clock with which the kernel stamps packets (packet(7),
 * clock_gettime(2)), so that calls and packets stand on one timeline.
 */
export function realtime(): bigint {
  clockGettime(CLOCK_REALTIME, timespec)
  return timespec.readBigInt64LE(0) * 1_000_000_000n + timespec.readBigInt64LE(8)
}

/** A clock that counts the nanoseconds of {@link realtime} from now on, as plain numbers: cheap enough for every call. */
export function startClock(): { readonly startedAt: bigint; readonly elapsed: () => number } {
  const startedAt = realtime()
  // The lower 32 bits of the seconds: a trace is shorter than 136 years.
  const seconds = Number((startedAt / 1_000_000_000n) & 0xffff_ffffn)
  const nanoseconds = Number(startedAt % 1_000_000_000n)
  const elapsed = (): number => {
    clockGettime(CLOCK_REALTIME, timespec)
    return ((words[0] ?? 0) - seconds) * 1e9 + ((words[2] ?? 0) - nanoseconds)
  }
  return { startedAt, elapsed }
}
