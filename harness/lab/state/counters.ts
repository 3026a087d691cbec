import { readFileSync } from 'node:fs'

/** Kernel counters by group and name, for example `TcpExt.ListenOverflows`, `Udp.RcvbufErrors`. */
export type Counters = ReadonlyMap<string, number>

/**
 * Reads the SNMP and extended counters of the network namespace that this thread is in (`/proc/net/snmp` and `netstat`,
 * proc_net(5)): pairs of lines, one of names and one of values.
 */
export function readCounters(): Counters {
  return new Map(
    ['snmp', 'netstat'].flatMap((file) => parseCounters(readFileSync(`/proc/thread-self/net/${file}`, 'utf8'))),
  )
}

/** Parses the format of `/proc/net/snmp`. */
export function parseCounters(text: string): readonly (readonly [string, number])[] {
  const lines = text.trimEnd().split('\n')
  return lines.flatMap((line, index) => {
    if (index % 2 === 1) return []
    const [group = '', ...names] = line.split(' ')
    const values = (lines[index + 1] ?? '').split(' ').slice(1)
    return names.map((name, column) => [`${group.replace(':', '')}.${name}`, Number(values[column])] as const)
  })
}
