import { call } from './ffi.ts'

const CLOCK_REALTIME = 0
const timespec = Buffer.alloc(16)

/**
 * Nanoseconds since the Unix epoch on CLOCK_REALTIME, the clock with which the kernel stamps packets (packet(7),
 * clock_gettime(2)), so that calls and packets stand on one timeline.
 */
export function realtime(): bigint {
  call('clock_gettime', CLOCK_REALTIME, timespec)
  return timespec.readBigInt64LE(0) * 1_000_000_000n + timespec.readBigInt64LE(8)
}
