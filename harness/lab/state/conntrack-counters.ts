import { readFileSync } from 'node:fs'

/**
 * Reads a counter of connection tracking in the network namespace that this thread is in, summed over processors
 * (`/proc/net/stat/nf_conntrack`: a line of names, then a line of hexadecimal numbers for each processor).
 *
 * @throws RangeError for a counter that this kernel does not have
 */
export function readConntrackCounter(name: string): number {
  return parseConntrackCounter(readFileSync('/proc/thread-self/net/stat/nf_conntrack', 'utf8'), name)
}

/** Parses the format of `/proc/net/stat/nf_conntrack`. */
export function parseConntrackCounter(text: string, name: string): number {
  const [names = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const column = names.indexOf(name)
  if (column < 0) throw new RangeError(`The kernel has no counter ${name} of connection tracking.`)
  return rows.reduce((sum, row) => sum + Number.parseInt(row[column] ?? '0', 16), 0)
}
