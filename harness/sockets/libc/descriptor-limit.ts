import { call, mustCall } from './ffi.ts'

/** `sys/resource.h`, getrlimit(2). */
const RLIMIT_NOFILE = 7

/** `F_GETFD` of fcntl(2), which fails on a number that no descriptor has. */
const F_GETFD = 1

/** What a limited process has. */
export interface Limited {
  /** The soft limit: no descriptor gets this number or a higher one (RLIMIT_NOFILE of getrlimit(2)). */
  readonly limit: number
  /** How many numbers below the limit are descriptors now. */
  descriptors(): number
}

/**
 * Lowers this process’s limit of descriptors for the time of a synchronous function, so that so many more can be opened.
 * Descriptors with higher numbers stay open. The limit is that of all threads. Needs «own process».
 */
export function withRoomFor<T>(descriptors: number, act: (limited: Limited) => T): T {
  const limit = highestOf(descriptors) + 1
  const before = new BigUint64Array(2)
  mustCall('getrlimit', RLIMIT_NOFILE, bytesOf(before))
  mustCall('setrlimit', RLIMIT_NOFILE, bytesOf(BigUint64Array.of(BigInt(limit), before[1] ?? 0n)))
  try {
    return act({ limit, descriptors: () => countBelow(limit) })
  } finally {
    mustCall('setrlimit', RLIMIT_NOFILE, bytesOf(before))
  }
}

/** The highest number among the next so many descriptors: the kernel gives the lowest that are free. */
function highestOf(descriptors: number): number {
  const numbers = Array.from({ length: descriptors }, () => mustCall('dup', 0))
  for (const number of numbers) mustCall('close', number)
  return Math.max(...numbers)
}

function countBelow(limit: number): number {
  return Array.from({ length: limit }, (_, number) => call('fcntl', number, F_GETFD, 0)).filter(
    ({ errno }) => errno === null,
  ).length
}

function bytesOf(words: BigUint64Array): Uint8Array {
  return new Uint8Array(words.buffer)
}
