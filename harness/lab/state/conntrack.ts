import { readFileSync } from 'node:fs'

/** One direction of a flow in the translation table. */
export interface FlowTuple {
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly destinationPort: number
}

/** One entry of the connection tracking table: the flow as it came, and the replies that are expected. */
export interface ConntrackEntry {
  readonly protocol: string
  /** TCP only. */
  readonly state: string | null
  readonly original: FlowTuple
  readonly reply: FlowTuple
}

/** Reads the connection tracking table of the network namespace that this thread is in (`/proc/net/nf_conntrack`). */
export function readConntrack(): readonly ConntrackEntry[] {
  return parseConntrack(readFileSync('/proc/thread-self/net/nf_conntrack', 'utf8'))
}

/** Parses the format of `/proc/net/nf_conntrack`. Protocols without ports are left out. */
export function parseConntrack(text: string): readonly ConntrackEntry[] {
  return text.split('\n').flatMap((line) => {
    const [original, reply] = [...line.matchAll(/src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/g)].map(tuple)
    if (original === undefined || reply === undefined) return []
    const protocol = line.split(/\s+/)[2] ?? ''
    return [{ protocol, state: /\b[A-Z][A-Z_0-9]+\b(?= src=)/.exec(line)?.[0] ?? null, original, reply }]
  })
}

function tuple(match: RegExpExecArray): FlowTuple {
  const [, source = '', destination = '', sourcePort = '', destinationPort = ''] = match
  return { source, destination, sourcePort: Number(sourcePort), destinationPort: Number(destinationPort) }
}
