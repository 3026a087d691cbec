import { existsSync, readFileSync } from 'node:fs'

/** How many sockets there are, by group and name, for example `sockets.used`, `TCP.inuse`, `TCP6.inuse`. */
export type Sockstat = ReadonlyMap<string, number>

/**
 * Counts the sockets of the network namespace that this thread is in (`/proc/net/sockstat` and `sockstat6`).
 * `TCP.orphan`, `TCP.alloc` and the memory are those of the whole machine.
 */
export function readSockstat(): Sockstat {
  return new Map(
    ['/proc/thread-self/net/sockstat', '/proc/thread-self/net/sockstat6']
      // A kernel without IPv6 lacks the second.
      .filter((file) => existsSync(file))
      .flatMap((file) => parseSockstat(readFileSync(file, 'utf8'))),
  )
}

/** Parses the format of `/proc/net/sockstat`: a group, then names each followed by its value. */
export function parseSockstat(text: string): readonly (readonly [string, number])[] {
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [group = '', pairs = ''] = line.split(': ')
      return [...pairs.matchAll(/(\S+) (\d+)/g)].map(([, name, value]) => [`${group}.${name}`, Number(value)] as const)
    })
}
