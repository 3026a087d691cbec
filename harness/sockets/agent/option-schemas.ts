import { z } from 'zod'
import { type OptionName, type Options, TCP_STATES } from '../options.ts'
import type { OnLine, Same } from './on-line.ts'

const flag = z.boolean()
const number = z.int32()
const text = z.string()
const milliseconds = z.number().describe('Milliseconds, 0 for no time-out.')

/** The name of an error, see docs/agent-protocol.md. */
export const errnoName = z
  .string()
  .regex(/^(E[A-Z0-9]+|errno \d+)$/)
  .describe('The name of an error, for example ECONNREFUSED; errno 524 of one that has no name.')

const linger = z
  .object({ onoff: z.boolean(), linger: z.int32() })
  .meta({ id: 'Linger', description: 'struct linger (socket(7)); seconds.' })

const count = z.int()

const tcpInfo = z
  .object({
    state: z.enum(TCP_STATES),
    retransmits: count,
    probes: count,
    backoff: count,
    rtoMicroseconds: count,
    sndMss: count,
    rcvMss: count,
    unacked: count.describe('Segments sent and not acknowledged; of a listener, connections in the accept queue.'),
    sacked: count.describe('Of a listener, the length of the accept queue that was asked for, clipped.'),
    lost: count,
    retrans: count,
    rttMicroseconds: count,
    sndCwnd: count,
    totalRetrans: count,
    bytesAcked: count,
    bytesReceived: count,
    segsOut: count,
    segsIn: count,
    notsentBytes: count,
  })
  .meta({ id: 'TcpInfo', description: 'What TCP_INFO tells; times in microseconds.' })

const SCHEMAS = {
  SO_REUSEADDR: flag,
  SO_REUSEPORT: flag,
  SO_KEEPALIVE: flag,
  SO_BROADCAST: flag,
  SO_OOBINLINE: flag,
  SO_ACCEPTCONN: flag,
  SO_ERROR: errnoName.nullable(),
  SO_DOMAIN: number,
  SO_TYPE: number,
  SO_PROTOCOL: number,
  SO_SNDBUF: number,
  SO_RCVBUF: number,
  SO_SNDBUFFORCE: number,
  SO_RCVBUFFORCE: number,
  SO_RCVLOWAT: number,
  SO_LINGER: linger,
  SO_RCVTIMEO: milliseconds,
  SO_SNDTIMEO: milliseconds,
  SO_BINDTODEVICE: text.describe('The name of an interface; empty for none.'),
  SO_TIMESTAMPNS: flag,
  IP_TTL: number,
  IP_TOS: number,
  IP_PKTINFO: flag,
  IP_RECVERR: flag,
  IP_RECVTTL: flag,
  IP_MTU_DISCOVER: number,
  IP_TRANSPARENT: flag,
  IP_BIND_ADDRESS_NO_PORT: flag,
  IPV6_V6ONLY: flag,
  IPV6_RECVPKTINFO: flag,
  IPV6_UNICAST_HOPS: number,
  TCP_NODELAY: flag,
  TCP_CORK: flag,
  TCP_QUICKACK: flag,
  TCP_MAXSEG: number,
  TCP_KEEPIDLE: number.describe('Seconds.'),
  TCP_KEEPINTVL: number.describe('Seconds.'),
  TCP_KEEPCNT: number,
  TCP_SYNCNT: number,
  TCP_LINGER2: number.describe('Seconds.'),
  TCP_DEFER_ACCEPT: number.describe('Seconds.'),
  TCP_WINDOW_CLAMP: number,
  TCP_USER_TIMEOUT: number.describe('Milliseconds.'),
  TCP_CONGESTION: text,
  TCP_INFO: tcpInfo,
}

/** Where a row differs from {@link Options}, its type here is a sentence, to which no schema can be assigned. */
type Checked<Given> = {
  [Name in OptionName]: Name extends keyof Given
    ? Given[Name] extends z.ZodType<infer Value>
      ? Same<OnLine<Value>, OnLine<Options[Name]>> extends true
        ? z.ZodType<Value>
        : `the value of ${Name} is not that of Options`
      : never
    : never
}

/** The value of every socket option as it is on a line. */
export const optionSchemas: Checked<typeof SCHEMAS> = SCHEMAS

/** The names of all socket options. */
export const OPTION_NAMES = Object.keys(SCHEMAS) as [OptionName, ...OptionName[]]

/** A value of any option. */
export const anyOptionValue = z.union([flag, z.number(), text, z.null(), linger, tcpInfo]).meta({ id: 'OptionValue' })
