import type { CallEvent, Json, Trace } from '../../harness/evidence/trace-schema.ts'
import wildcardConflicts from '../bind/wildcard-conflicts-with-specific.spec.ts'
import clientOrder from '../lifecycle/client-order.spec.ts'
import { Strace, type SystemCall } from './strace.ts'
import { type Witness, type WitnessParts, witness } from './witness.ts'

/** The calls that are compared, in which nothing but a claim has addresses of the internet, or listens. */
const CALLS = ['bind', 'connect', 'listen']

/** A witness that attaches strace to this process while the claim runs: what was the kernel really asked, and what did it answer? */
function byStrace<Seen extends Json, Input>(
  parts: Pick<WitnessParts<Seen, Input>, 'claim' | 'spec' | 'contradicts'>,
): Witness {
  return witness({
    ...parts,
    who: 'strace',
    says: `sees each ${CALLS.join(', ')} with the address and the error that stand on the timeline`,
    ours: ({ trace }) => callsOnTimeline(trace),
    theirs: async (run) => {
      const found: string[][] = []
      const runs = await run({
        around: async (_, experiment) => {
          await using strace = await Strace.of(CALLS)
          const seen = await experiment()
          found.push((await strace.calls()).map(textOf))
          return seen
        },
      })
      return { runs, found }
    },
  })
}

/** For example `bind 127.0.0.1 3490: EADDRINUSE`. */
function textOf({ name, args, errno }: SystemCall): string {
  return `${name} ${name === 'listen' ? /\d+$/.exec(args)?.[0] : addressIn(args)}: ${errno ?? 'no error'}`
}

/** `{sa_family=AF_INET, sin_port=htons(3490), sin_addr=inet_addr("127.0.0.1")}`, and the like of IPv6. */
function addressIn(args: string): string {
  const address = /inet_addr\("([^"]*)"\)|inet_pton\(AF_INET6, "([^"]*)"/.exec(args)
  return `${address?.[1] ?? address?.[2]} ${/htons\((\d+)\)/.exec(args)?.[1]}`
}

function callsOnTimeline(trace: Trace | null): string[] {
  const calls = (trace?.events ?? []).filter((event): event is CallEvent => event.kind === 'call')
  return calls
    .filter(({ call }) => CALLS.includes(call))
    .map(({ call, request, result }) => {
      const { address, backlog } = request as { address?: { address: string; port: number }; backlog?: number }
      return `${call} ${address === undefined ? backlog : `${address.address} ${address.port}`}: ${result?.errno ?? 'no error'}`
    })
}

/** The witnesses that watch our calls on their way to the kernel. */
export const BY_STRACE: readonly Witness[] = [
  byStrace({
    claim: 'bind/wildcard-conflicts-with-specific',
    spec: wildcardConflicts,
    contradicts: 'wildcard-is-an-address-like-others',
  }),

  byStrace({
    claim: 'lifecycle/client-order',
    spec: clientOrder,
    contradicts: 'connect-eisconn-is-success',
  }),
]
