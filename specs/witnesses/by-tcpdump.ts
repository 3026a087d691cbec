import type { Json, Trace } from '../../harness/evidence/trace-schema.ts'
import { conversation } from '../../harness/wire/conversation.ts'
import { decode } from '../../harness/wire/decode.ts'
import finAndEof from '../close/fin-and-eof.spec.ts'
import unreadDataResets from '../close/unread-data-resets.spec.ts'
import refusedWithoutListener from '../connect/refused-without-listener.spec.ts'
import headers from '../layers/headers.spec.ts'
import translationTable from '../nat/translation-table.spec.ts'
import backpressure from '../stream/backpressure.spec.ts'
import noHandshake from '../udp/no-handshake.spec.ts'
import { type Captured, lastAddress, Tcpdump } from './tcpdump.ts'
import { each, type RunSeen, type Witness, type WitnessParts, witness } from './witness.ts'

/** What tcpdump as second witness is made of. */
type TcpdumpWitness<Seen extends Json, Input> = Omit<WitnessParts<Seen, Input>, 'who' | 'theirs' | 'details'> & {
  /** The host on which it captures. */
  readonly host: string
  /** The interface; `eth0` if not given. */
  readonly on?: string
  /** What tshark is asked for besides. */
  readonly fields?: readonly string[]
  /** What the packets of a run tell, in the words of ours. */
  readonly told: (packets: readonly Captured[], run: RunSeen<Seen, Input>) => Json
}

/** A witness that captures with tcpdump what passes a host, and reads it with tshark. */
function byTcpdump<Seen extends Json, Input>(parts: TcpdumpWitness<Seen, Input>): Witness {
  const { host, on = 'eth0', fields = [], told, ...rest } = parts
  const ends: string[] = []
  return witness({
    ...rest,
    who: 'tcpdump',
    details: (trace, index) => segmentsOnTimeline(trace, host, ends[index] ?? ''),
    theirs: async (run) => {
      const captures: (readonly Captured[])[] = []
      const runs = await run({
        around: async (hosts, experiment) => {
          const at = hosts[host]
          if (at === undefined) throw new Error(`${parts.claim} has no host ${host}.`)
          ends.push(lastAddress(at, captures.length))
          await using tcpdump = await Tcpdump.on(at, on, captures.length)
          const seen = await experiment()
          captures.push(await tcpdump.packets(fields))
          return seen
        },
      })
      const kept = runs.flatMap(({ trace }, index) => (trace === null ? [] : [captures[index] ?? []]))
      return { runs, found: runs.map((one, index) => told(captures[index] ?? [], one)), details: kept.map(segments) }
    },
  })
}

/** Each TCP segment that came in or went out as tshark tells it. */
function segments(packets: readonly Captured[]): Json {
  const ofTcp = packets.filter(({ flags }) => flags !== '')
  return inAndOut(ofTcp, ({ flags, field }) => {
    const acknowledges = flags.includes('ACK') ? ` ack ${field('tcp.ack')}` : ''
    const window = `win ${field('tcp.window_size_value')}`
    return `${flags} seq ${field('tcp.seq')}${acknowledges} len ${field('tcp.len')} ${window}`
  })
}

/** The same of the packets on our timeline, until somebody asks for this address. */
function segmentsOnTimeline({ events }: Trace, host: string, end: string): Json {
  const ofHost = events.flatMap((event) => (event.kind === 'packet' && event.host === host ? [event] : []))
  const packets = ofHost.map(({ frame, length }) => decode(Buffer.from(frame, 'base64'), { length }))
  const count = packets.findIndex(({ network }) => network?.kind === 'arp' && network.targetProtocolAddress === end)
  const numbers = conversation(packets)
  const ofTcp = ofHost.slice(0, count).flatMap(({ direction }, index) => {
    const { transport, payload } = packets[index] ?? { transport: null, payload: null }
    const relative = numbers[index] ?? null
    if (transport?.kind !== 'tcp' || payload === null || relative === null) return []
    const acknowledges = relative.acknowledgmentNumber === null ? '' : ` ack ${relative.acknowledgmentNumber}`
    const text = `${transport.flags.join(', ')} seq ${relative.sequenceNumber}${acknowledges} len ${payload.length}`
    return [{ direction, text: `${text} win ${transport.window}` }]
  })
  return inAndOut(ofTcp, ({ text }) => text)
}

/**
 * The packets by direction, each as a text, in the order of the texts: when two processors handle packets at the same
 * time, two captures may get them in different order, each with times of its own.
 */
function inAndOut<Packet extends Pick<Captured, 'direction'>>(
  packets: readonly Packet[],
  textOf: (packet: Packet) => string,
): { in: string[]; out: string[] } {
  const of = (wanted: 'in' | 'out') =>
    packets
      .filter(({ direction }) => direction === wanted)
      .map(textOf)
      .toSorted()
  return { in: of('in'), out: of('out') }
}

/** Packets by the value of a field, in ascending order of it. */
function inOrderOf(field: string, packets: readonly Captured[]): Captured[][] {
  const values = [...new Set(packets.map((packet) => Number(packet.field(field))))].toSorted((a, b) => a - b)
  return values.map((value) => packets.filter((packet) => Number(packet.field(field)) === value))
}

const endsConnection = ({ flags }: Captured): boolean => /FIN|RST/.test(flags)

/** The witnesses that capture packets. */
export const BY_TCPDUMP: readonly Witness[] = [
  byTcpdump({
    claim: 'connect/refused-without-listener',
    spec: refusedWithoutListener,
    says: 'captures the same SYN and RST',
    contradicts: 'rst-acknowledges-one-more',
    host: 'client',
    fields: ['tcp.srcport', 'tcp.dstport'],
    // Each kind of socket has a port of its own, in this order.
    ours: ({ seen }) => Object.values(seen).map(({ flags, acknowledged }) => ({ flags, acknowledged })),
    told: (packets) => {
      const syns = packets.filter(({ flags }) => flags === 'SYN')
      return inOrderOf('tcp.dstport', syns).map(([syn]) => {
        const port = syn?.field('tcp.dstport') ?? ''
        const connection = packets.filter(({ field }) => [field('tcp.srcport'), field('tcp.dstport')].includes(port))
        return {
          flags: connection.map(({ flags }) => flags),
          acknowledged: Number(connection.at(-1)?.field('tcp.ack')),
        }
      })
    },
  }),

  byTcpdump({
    claim: 'close/unread-data-resets',
    spec: unreadDataResets,
    says: 'captures the same endings',
    contradicts: 'rst-seen-as-fin',
    host: 'server',
    fields: ['tcp.srcport'],
    // Each connection has a port of its own, in this order.
    ours: ({ seen }) =>
      Object.values(seen).flatMap(({ unread, bothUnread, read }) => [unread.wire, bothUnread.wire, read.wire]),
    told: (packets) => {
      const ending = packets.filter((packet) => packet.direction === 'out' && endsConnection(packet))
      return inOrderOf('tcp.srcport', ending).map((connection) => connection.map(({ flags }) => flags))
    },
  }),

  byTcpdump({
    claim: 'close/fin-and-eof',
    spec: finAndEof,
    says: 'captures the same FIN at the same place',
    contradicts: 'fin-seen-as-rst',
    host: 'client',
    fields: ['tcp.dstport'],
    ours: ({ seen }) => Object.values(seen).map(({ endings, fin }) => ({ endings, fin })),
    told: (packets) =>
      inOrderOf(
        'tcp.dstport',
        packets.filter((packet) => packet.direction === 'out' && endsConnection(packet)),
      ).map((connection) => ({
        endings: connection.map(({ flags }) => flags),
        fin: Number(connection[0]?.field('tcp.seq')),
      })),
  }),

  byTcpdump({
    claim: 'stream/backpressure',
    spec: backpressure,
    says: 'captures the window that closes, and how far it opens again',
    contradicts: 'window-never-opens',
    runs: 2,
    host: 'server',
    ours: ({ seen: { closed, opened } }) => ({ closed, opened }),
    told: (packets) => {
      const sent = packets.filter(({ direction, flags }) => direction === 'out' && flags !== '')
      const windows = sent.map(({ field }) => Number(field('tcp.window_size_value')))
      const closing = windows.indexOf(0)
      return { closed: windows[closing] ?? null, opened: Math.max(...windows.slice(closing)) }
    },
  }),

  byTcpdump({
    claim: 'layers/headers',
    spec: headers,
    says: 'captures the same two frames, in which tshark finds the same in each header',
    contradicts: 'ports-exchanged',
    host: 'client',
    fields: [
      ...['eth.dst', 'eth.src', 'eth.type', 'ip.version', 'ip.proto', 'ip.src', 'ip.dst'],
      ...['ipv6.version', 'ipv6.nxt', 'ipv6.src', 'ipv6.dst'],
      ...['tcp.srcport', 'tcp.dstport', 'tcp.payload', 'udp.srcport', 'udp.dstport', 'udp.payload'],
    ],
    ours: ({ seen }) => each(seen, ({ question, answer }) => ({ question, answer })),
    told: (packets, { seen }) => {
      const withPayload = packets.flatMap(({ field }) => {
        const payload = Buffer.from(field('tcp.payload') || field('udp.payload'), 'hex').toString()
        return payload === '' ? [] : [headersOf(field, payload)]
      })
      return each(seen, (_, kind) => ({
        question: withPayload.find(({ payload }) => payload === `ask by ${kind}`) ?? null,
        answer: withPayload.find(({ payload }) => payload === `answer by ${kind}`) ?? null,
      }))
    },
  }),

  byTcpdump({
    claim: 'udp/no-handshake',
    spec: noHandshake,
    says: 'captures the same datagrams, fragments and segments',
    contradicts: 'sendto-knocks-first',
    host: 'server',
    fields: ['frame.len', 'ip.proto', 'ipv6.nxt', 'ipv6.fraghdr.nxt', 'tcp.srcport', 'tcp.dstport'],
    ours: ({ seen }) => ({
      udp: Object.values(seen).flatMap(({ udp }) => [
        ...udp.beforeTheFirst,
        ...udp.short.packets,
        ...udp.largest.packets,
        ...udp.larger.packets,
      ]),
      tcp: Object.values(seen).map(({ tcp }) => tcp.slice(0, 4)),
    }),
    told: (packets) => ({
      udp: packets
        .filter(({ direction, field }) => direction === 'in' && protocolOf(field) === UDP)
        .map(({ field }) => Number(field('frame.len')) - ETHERNET_HEADER),
      tcp: inOrderOf(
        'tcp.srcport',
        packets.filter(({ flags }) => flags === 'SYN'),
      ).map((syns) => {
        const client = syns[0]?.field('tcp.srcport')
        return packets
          .filter(({ field }) => [field('tcp.srcport'), field('tcp.dstport')].includes(client ?? ''))
          .map(({ flags, field }) => (field('tcp.len') === '0' ? flags : `${flags} with ${field('tcp.len')} bytes`))
          .slice(0, 4)
      }),
    }),
  }),

  byTcpdump({
    claim: 'nat/translation-table',
    spec: translationTable,
    says: 'captures the same translations on both sides of the router',
    contradicts: 'router-does-not-translate',
    runs: 2,
    host: 'router',
    on: 'any',
    fields: ['ip.src', 'ip.dst', 'tcp.srcport', 'tcp.dstport', 'tcp.seq_raw'],
    ours: ({ seen: { wire } }) => wire,
    told: (packets) => {
      const ends = ({ field }: Captured) =>
        `${field('ip.src')}:${field('tcp.srcport')} → ${field('ip.dst')}:${field('tcp.dstport')}`
      const syns = packets.filter(({ flags }) => flags === 'SYN')
      const number = ({ field }: Captured) => field('tcp.seq_raw')
      return syns
        .filter(({ direction }) => direction === 'in')
        .map((syn) => {
          const outside = syns.find((other) => other.direction === 'out' && number(other) === number(syn))
          return { flow: ends(syn), as: outside === undefined ? 'nowhere' : ends(outside) }
        })
        .toSorted((one, other) => (one.flow < other.flow ? -1 : 1))
    },
  }),
]

const ETHERNET_HEADER = 14
const UDP = '17'

/** The protocol in an IP packet, also in a fragment. */
function protocolOf(field: Captured['field']): string {
  return field('ip.proto') || field('ipv6.fraghdr.nxt') || field('ipv6.nxt')
}

/** What stands in the headers of a frame, in the words of layers/headers. */
function headersOf(field: Captured['field'], payload: string) {
  const ip = field('ip.src') === '' ? 'ipv6' : 'ip'
  const transport = field('tcp.srcport') === '' ? 'udp' : 'tcp'
  return {
    ethernet: {
      destination: field('eth.dst'),
      source: field('eth.src'),
      etherType: `0x${Number(field('eth.type')).toString(16).padStart(4, '0')}`,
    },
    ip: {
      version: Number(field(`${ip}.version`)),
      protocol: Number(field(ip === 'ip' ? 'ip.proto' : 'ipv6.nxt')),
      source: field(`${ip}.src`),
      destination: field(`${ip}.dst`),
    },
    transport: {
      sourcePort: Number(field(`${transport}.srcport`)),
      destinationPort: Number(field(`${transport}.dstport`)),
    },
    payload,
  }
}
