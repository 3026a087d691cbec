import type { Json } from '../../harness/evidence/trace-schema.ts'
import clientAlreadyGone from '../accept/client-already-gone.spec.ts'
import badAddress from '../bind/bad-address.spec.ts'
import secondBind from '../bind/second-bind.spec.ts'
import shutdownErrors from '../close/shutdown-errors.spec.ts'
import connectTwice from '../connect/twice.spec.ts'
import badDescriptor from '../lifecycle/bad-descriptor.spec.ts'
import badPointer from '../lifecycle/bad-pointer.spec.ts'
import backlogBound from '../listen/backlog-bound.spec.ts'
import keepaliveDefaults from '../options/keepalive-defaults.spec.ts'
import tcpDefaults from '../options/tcp-defaults.spec.ts'
import nonblockingConnect from '../readiness/nonblocking-connect.spec.ts'
import kernelBuffers from '../stream/kernel-buffers.spec.ts'
import keepsBoundaries from '../udp/keeps-boundaries.spec.ts'
import { byC } from './c-program.ts'
import { each, type Witness } from './witness.ts'

/** The witnesses that are C programs. */
export const BY_C: readonly Witness[] = [
  byC({
    claim: 'lifecycle/bad-descriptor',
    spec: badDescriptor,
    says: 'gets the same error from every call',
    contradicts: 'getsockopt-enotsock-is-eopnotsupp',
    ours: ({ seen }) => seen,
    program: 'bad-descriptor',
  }),

  byC({
    claim: 'lifecycle/bad-pointer',
    spec: badPointer,
    says: 'gets the same errors, and loses the same datagram',
    contradicts: 'recv-efault-is-einval',
    ours: ({ seen }) => seen,
    program: 'bad-pointer',
  }),

  byC({
    claim: 'bind/second-bind',
    spec: secondBind,
    says: 'gets the same errors',
    contradicts: 'bind-eaddrnotavail-is-eaddrinuse',
    ours: ({ seen }) => each(seen, ({ own: _, inTheEnd: __, ...errors }) => errors),
    program: 'second-bind',
  }),

  byC({
    claim: 'bind/bad-address',
    spec: badAddress,
    says: 'gets the same error for each length',
    contradicts: 'bind-efault-is-einval',
    ours: ({ seen }) => each(seen, ({ own, unix, ...rest }) => ({ ...rest, own: one(own), unix: one(unix) })),
    program: 'bad-address',
  }),

  byC({
    claim: 'connect/twice',
    spec: connectTwice,
    says: 'gets the same errors',
    contradicts: 'connect-ealready-is-einprogress',
    ours: ({ seen }) => each(seen, ({ keepsItsPeer: _, shared: __, ...errors }) => errors),
    program: 'connect-twice',
  }),

  byC({
    claim: 'listen/backlog-bound',
    spec: backlogBound,
    says: 'gets as many clients out of the queue as we see in it',
    contradicts: 'queue-holds-one-less',
    runs: 12,
    ours: ({ seen }) => seen.queue,
    program: 'backlog',
    args: (runs) => [...new Set(runs.map(({ input }) => String(input.backlog)))],
    somaxconn: Number(backlogBound.experiment.plan.sysctls?.['core.somaxconn']),
    told: (printed: Record<string, Record<string, number>>, { input }) => printed[input.kind]?.[input.backlog] ?? null,
  }),

  byC({
    claim: 'accept/client-already-gone',
    spec: clientAlreadyGone,
    says: 'finds the same of clients that are gone',
    contradicts: 'so-error-reads-again',
    ours: ({ seen }) =>
      each(seen, (ways) =>
        each(ways, ({ client, peerOfAccept, peer, ...seen }) => ({
          ...seen,
          isPeerOfAccept: peerOfAccept === client,
          // The claim asks for the peer's name alone: an error is all in capitals.
          getpeername: /^[A-Z]+$/.test(peer) ? peer : null,
        })),
      ),
    program: 'client-already-gone',
  }),

  byC({
    claim: 'close/shutdown-errors',
    spec: shutdownErrors,
    says: 'gets the same errors',
    contradicts: 'shutdown-enotconn-is-einval',
    ours: ({ seen: { unconnected, connections } }) => ({
      unconnected,
      connections: each(connections, ({ none, first, again, late }) => ({ none, first, again, late })),
    }),
    program: 'shutdown-errors',
  }),

  byC({
    claim: 'readiness/nonblocking-connect',
    spec: nonblockingConnect,
    says: 'gets the same errors and events',
    contradicts: 'connect-econnaborted-is-einprogress',
    ours: ({ seen }) =>
      each(seen, ({ unanswered: { state: _, ...unanswered }, accepted, refused }) => {
        const { firstAsked, ...first } = refused
        const other = { connect: first.connect, poll: first.poll, firstAsked }
        return { unanswered, accepted, refused: { ...first, other } }
      }),
    program: 'nonblocking-connect',
  }),

  byC({
    claim: 'stream/kernel-buffers',
    spec: kernelBuffers,
    says: 'reads the same sizes of SO_SNDBUF and SO_RCVBUF',
    contradicts: 'buffers-are-not-doubled',
    ours: ({ seen }) => seen.sizes,
    program: 'buffer-sizes',
  }),

  byC({
    claim: 'options/keepalive-defaults',
    spec: keepaliveDefaults,
    says: 'reads the same defaults and limits',
    contradicts: 'tcp-keepcnt-takes-anything',
    ours: ({ seen }) => seen,
    program: 'keepalive',
  }),

  byC({
    claim: 'options/tcp-defaults',
    spec: tcpDefaults,
    says: 'reads the same defaults and limits',
    contradicts: 'tcp-maxseg-takes-anything',
    ours: ({ seen }) => each(seen, ({ congestion: { unknown }, ...rest }) => ({ ...rest, unknown })),
    program: 'tcp-defaults',
  }),

  byC({
    claim: 'udp/keeps-boundaries',
    spec: keepsBoundaries,
    says: 'sends and reads the same datagrams',
    contradicts: 'truncation-untold',
    runs: 15,
    ours: ({ seen: { sent, read, left } }) => ({
      sent: sent.map(({ errno }) => errno),
      read: read.map(({ length, truncated }) => ({ length, truncated })),
      left,
    }),
    program: 'datagrams',
    args: (runs) =>
      runs.map(({ input, seen }) => `${input.kind}=${seen.sent.map(({ size, room }) => `${size}:${room}`).join(',')}`),
    told: (printed: Json[], _, index) => printed[index] ?? null,
  }),
]

/** The error of each length out of texts such as `−1…15: EINVAL`. */
function one(ranges: readonly string[]): (string | null)[] {
  return ranges.flatMap((text) => {
    const [, first, last = first, error] = /^([−\d]+)(?:…([−\d]+))?: (.*)$/.exec(text) ?? []
    const [from, to] = [first, last].map((number) => Number(number?.replace('−', '-')))
    return Array<string | null>(Number(to) - Number(from) + 1).fill(error === 'no error' ? null : String(error))
  })
}
