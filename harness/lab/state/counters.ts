import { existsSync, readFileSync } from 'node:fs'

/** Kernel counters by group and name, for example `TcpExt.ListenOverflows`, `Udp.RcvbufErrors`. */
export type Counters = ReadonlyMap<string, number>

/**
 * Reads the SNMP and extended counters of the network namespace that this thread is in (`/proc/net/snmp`, `netstat` and,
 * where there is IPv6, `snmp6`; proc_net(5)).
 */
export function readCounters(): Counters {
  const file = (name: string) => `/proc/thread-self/net/${name}`
  const read = (name: string) => readFileSync(file(name), 'utf8')
  return new Map([
    ...['snmp', 'netstat'].flatMap((name) => parseCounters(read(name))),
    ...(existsSync(file('snmp6')) ? parseCounters6(read('snmp6')) : []),
  ])
}

/** Parses the format of `/proc/net/snmp`: pairs of lines, one of names and one of values. */
export function parseCounters(text: string): readonly (readonly [string, number])[] {
  const lines = text.trimEnd().split('\n')
  return lines.flatMap((line, index) => {
    if (index % 2 === 1) return []
    const [group = '', ...names] = line.split(' ')
    const values = (lines[index + 1] ?? '').split(' ').slice(1)
    return names.map((name, column) => [`${group.replace(':', '')}.${name}`, Number(values[column])] as const)
  })
}

/** Parses the format of `/proc/net/snmp6`: a name and a value a line, `Udp6InErrors` for what is called `Udp6.InErrors` here. */
export function parseCounters6(text: string): readonly (readonly [string, number])[] {
  return [...text.matchAll(/^(\w+?6)(\w+)\s+(\d+)$/gm)].map(
    ([, group, name, value]) => [`${group}.${name}`, Number(value)] as const,
  )
}
