import type {
  CallEvent,
  FactEvent,
  Json,
  PacketEvent,
  TraceEvent,
  Trace as TraceRecord,
} from '../evidence/trace-schema.ts'
import { addressText, type SocketAddress } from '../sockets/address.ts'
import type { Stamps } from '../sockets/result.ts'
import type { Frame } from '../wire/capture.ts'
import { BothEnds } from './both-ends.ts'
import type { SocketSerials } from './socket-serials.ts'

/** How many events of a trace are kept from its beginning and from its end. */
const KEPT_AT_EACH_END = 1_500

const CALLS_PER_PULSE = 32

/** What a call on the trace knows before it is turned into evidence; filled in when the call returns. */
export interface CallEntry {
  at: number
  until: number | null
  readonly host: string
  readonly call: string
  readonly request: object
  result: { value: unknown; errno: null } | { value: null; errno: string } | null
  /** Serial number of the socket, see SocketSerials. */
  socket: number | null
  /** Where the socket's ends are after a call that may have moved them; undefined after others. */
  local: SocketAddress | null | undefined
  peer: SocketAddress | null | undefined
}

/** A clock on which packets are stamped too. */
export interface Clock {
  /** Nanoseconds since the Unix epoch at its start. */
  readonly startedAt: bigint
  /** Nanoseconds since its start. */
  readonly elapsed: () => number
}

/** The timeline of one run: calls, packets and facts, all stamped with the same clock. */
export class Trace {
  readonly #clock: Clock
  readonly #pulse: () => void
  readonly #calls = new BothEnds<CallEntry>(KEPT_AT_EACH_END)
  readonly #frames: Frame[] = []
  readonly #facts: FactEvent[] = []

  /** @param pulse called now and then while calls are made, to empty what fills up meanwhile */
  constructor(clock: Clock, pulse: () => void) {
    this.#clock = clock
    this.#pulse = pulse
  }

  /** Notes that a call begins. */
  begin(host: string, call: string, request: object, socket: number | null): CallEntry {
    const at = this.#clock.elapsed()
    const entry = { at, until: null, host, call, request, result: null, socket, local: undefined, peer: undefined }
    this.#calls.push(entry)
    if (this.#calls.length % CALLS_PER_PULSE === 0) this.#pulse()
    return entry
  }

  /** Notes that a call returned. Where it was made in another process, that one may tell when. */
  end(entry: CallEntry, result: NonNullable<CallEntry['result']> & { readonly stamps?: Stamps }): void {
    const now = this.#clock.elapsed()
    const { value, errno, stamps } = result
    entry.until = stamps === undefined ? now : between(entry.at, this.#since(stamps.ended), now)
    if (stamps !== undefined) entry.at = between(entry.at, this.#since(stamps.began), entry.until)
    entry.result = errno === null ? { value, errno } : { value: null, errno }
  }

  /** Nanoseconds from the start of the clock. */
  #since(at: bigint): number {
    return Number(at - this.#clock.startedAt)
  }

  /** Notes a state or counter that was read, or a step of the experiment. */
  fact(host: string | null, source: FactEvent['source'], says: string, value?: Json): void {
    const at = this.#clock.elapsed()
    this.#facts.push({ kind: 'fact', at, host, source, says, ...(value === undefined ? {} : { value }) })
  }

  /** Adds captured frames. */
  frames(frames: readonly Frame[]): void {
    this.#frames.push(...frames)
  }

  /** The timeline as evidence. */
  record(serials: SocketSerials, lostPackets: number): TraceRecord {
    const { startedAt, elapsed } = this.#clock
    const endedAt = elapsed()
    const events: TraceEvent[] = [
      ...this.#calls.items().map((entry) => callEvent(entry, serials)),
      ...this.#frames.map((frame) => packetEvent(frame, startedAt)),
      ...this.#facts,
    ]
    events.sort((one, other) => one.at - other.at)
    const tooMany = Math.max(0, events.length - 2 * KEPT_AT_EACH_END)
    events.splice(KEPT_AT_EACH_END, tooMany)
    const elided = this.#calls.dropped + tooMany
    return { startedAt: String(startedAt), endedAt, events, elided, lostPackets }
  }
}

/** A time that another process tells, but never before it was asked or after it had answered: clocks may differ. */
function between(earliest: number, told: number, latest: number): number {
  return Math.min(Math.max(told, earliest), latest)
}

function callEvent(entry: CallEntry, serials: SocketSerials): CallEvent {
  const { at, until, host, call, request, result, socket, local, peer } = entry
  const text = (address: SocketAddress | null | undefined) => (address ? addressText(address) : null)
  return {
    kind: 'call',
    at,
    until,
    host,
    call,
    request: Object.fromEntries(Object.entries(request).map(([name, value]) => [name, toJson(value)])),
    result: result === null || result.errno !== null ? result : { value: toJson(result.value), errno: null },
    socket,
    label: serials.label(socket),
    endpoints: local === undefined ? null : { local: text(local), peer: text(peer) },
  }
}

function packetEvent(frame: Frame, startedAt: bigint): PacketEvent {
  return {
    kind: 'packet',
    at: Number(frame.at - startedAt),
    host: frame.host,
    interface: frame.interface,
    link: frame.link,
    direction: frame.direction,
    length: frame.length,
    frame: Buffer.from(frame.bytes).toString('base64'),
  }
}

const BYTES_SHOWN = 256

/** Arguments and results as JSON; bytes become their length and their beginning. */
function toJson(value: unknown): Json {
  if (value instanceof Uint8Array) {
    return { length: value.length, base64: Buffer.from(value.subarray(0, BYTES_SHOWN)).toString('base64') }
  }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]))
  }
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value
  return null
}
