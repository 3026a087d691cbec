import { readlinkSync } from 'node:fs'
import { type Mutant, mutant } from '../../harness/claim/mutant.ts'
import type { Host } from '../../harness/experiment/host.ts'
import { runTool } from '../../harness/lab/command.ts'
import closeWaitPilesUp from '../close/close-wait-piles-up.spec.ts'
import lingerZeroResets from '../close/linger-zero-resets.spec.ts'
import tcpStates from '../lifecycle/tcp-states.spec.ts'
import { type Witness, witness } from './witness.ts'

/** A row of `ss`. */
interface Row {
  readonly state: string
  readonly localPort: number
  readonly peerPort: number
  /** Of the socket; 0 where no program has it. */
  readonly inode: number
}

/** What ss(8) tells of the TCP sockets of a host; the states in the words of tcp(7). */
function ss(host: Host): readonly Row[] {
  const lines = host.within(() => runTool('ss', ['-Htane'])).split('\n')
  return lines.filter(Boolean).map((line) => {
    const [state = '', , , local = '', peer = ''] = line.split(/\s+/)
    return {
      state: state === 'ESTAB' ? 'ESTABLISHED' : state.replaceAll('-', '_').replace(/(?<=WAIT)_(?=\d)/, ''),
      localPort: portOf(local),
      peerPort: portOf(peer),
      inode: Number(/\bino:(\d+)/.exec(line)?.[1] ?? 0),
    }
  })
}

function portOf(end: string): number {
  return Number(end.slice(end.lastIndexOf(':') + 1))
}

/** The state of one of this process's sockets; ss does not show those that are neither bound to listen nor connected. */
function stateOf(host: Host, fd: number): string {
  const inode = Number(/\d+/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[0])
  return ss(host).find((row) => row.inode === inode)?.state ?? 'CLOSE'
}

/** Gets nothing wrong, and has `see` called whenever a socket is asked for TCP_INFO. */
function watchingTcpInfo(see: (host: string, fd: number) => void): Mutant {
  return mutant({
    name: 'watched',
    says: 'somebody watches',
    stack: (real, host) => ({
      getsockopt: (request) => {
        if (request.option === 'TCP_INFO') see(host, request.fd)
        return real.getsockopt(request)
      },
    }),
  })
}

/** The first port that a lab gives, from which it counts on (`tools.port()`). */
const FIRST_PORT = 3490

/** The witnesses that ask the kernel with ss(8), which reads by netlink what we read in `/proc` and by TCP_INFO. */
export const BY_SS: readonly Witness[] = [
  witness({
    claim: 'lifecycle/tcp-states',
    who: 'ss',
    says: 'tells the same state whenever TCP_INFO is read, and the same at the end',
    spec: tcpStates,
    contradicts: 'close-wait-reads-as-established',
    ours: ({ seen }) =>
      Object.values(seen).map(({ table, fresh, bound, listening, connecting, connected, halfClosed, closed }) => ({
        read: [
          ...[fresh, bound, listening, connecting],
          ...[connected, halfClosed, closed].flatMap(({ client, server }) => [client, server]),
        ],
        table,
      })),
    theirs: async (run) => {
      let lab: Readonly<Record<string, Host>> = {}
      const read: string[] = []
      let rows = { client: [] as readonly Row[], server: [] as readonly Row[] }
      const runs = await run({
        watch: watchingTcpInfo((host, fd) => read.push(stateOf(lab[host] as Host, fd))),
        around: async (hosts, experiment) => {
          lab = hosts
          const seen = await experiment()
          const { client, server } = hosts as { client: Host; server: Host }
          rows = { client: ss(client), server: ss(server) }
          return seen
        },
      })
      // Each kind of socket has a port of its own, and is asked as often as the others.
      const kinds = Object.keys(runs[0]?.seen ?? {})
      const found = kinds.map((_, kind) => {
        const each = read.length / kinds.length
        const ofKind = (all: readonly Row[]) =>
          all.filter(({ localPort, peerPort }) => [localPort, peerPort].includes(FIRST_PORT + kind))
        const states = (all: readonly Row[]) =>
          ofKind(all)
            .map(({ state }) => state)
            .toSorted()
        return {
          read: read.slice(kind * each, (kind + 1) * each),
          table: { client: states(rows.client), server: states(rows.server) },
        }
      })
      return { runs, found: [found] }
    },
  }),

  witness({
    claim: 'close/close-wait-piles-up',
    who: 'ss',
    says: 'shows the same sockets in CLOSE-WAIT',
    spec: closeWaitPilesUp,
    contradicts: 'end-of-file-closes',
    runs: 6,
    ours: ({ seen: { after } }) => after,
    theirs: async (run) => {
      const found: string[][] = []
      const runs = await run({
        around: async (hosts, experiment) => {
          const seen = await experiment()
          const rows = ss(hosts.server as Host)
          const port = rows.find(({ state }) => state === 'LISTEN')?.localPort
          const accepted = rows.filter(({ state, localPort }) => state !== 'LISTEN' && localPort === port)
          found.push(accepted.map(({ state }) => state).toSorted())
          return seen
        },
      })
      return { runs, found }
    },
  }),

  witness({
    claim: 'close/linger-zero-resets',
    who: 'ss',
    says: 'shows TIME-WAIT where we see it, and none after a reset',
    spec: lingerZeroResets,
    contradicts: 'so-linger-ignored',
    ours: ({ seen }) => Object.values(seen).flatMap(({ lingerZero, plain }) => [lingerZero.left, plain.left]),
    theirs: async (run) => {
      let rows: readonly Row[] = []
      const runs = await run({
        around: async (hosts, experiment) => {
          const seen = await experiment()
          rows = ss(hosts.server as Host)
          return seen
        },
      })
      // Each connection has a port of its own: one with the option and one without, of each kind of socket.
      const connections = Object.keys(runs[0]?.seen ?? {}).flatMap((_, kind) => [2 * kind, 2 * kind + 1])
      const left = (port: number) => rows.filter(({ localPort }) => localPort === port).map(({ state }) => state)
      return { runs, found: [connections.map((connection) => left(FIRST_PORT + connection))] }
    },
  }),
]
