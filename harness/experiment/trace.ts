import type {
  CallEvent,
  FactEvent,
  Json,
  PacketEvent,
  TraceEvent,
  Trace as TraceRecord,
} from '../evidence/trace-schema.ts'
import type { Frame } from '../wire/capture.ts'

/** How many events of a trace are kept from its beginning and from its end. */
const KEPT_AT_EACH_END = 1_500

const CALLS_PER_PULSE = 32

/** What a call on the trace knows before it is turned into evidence; filled in when the call returns. */
export interface CallEntry {
  readonly at: bigint
  until: bigint | null
  readonly host: string
  readonly call: string
  readonly request: object
  result: { value: unknown; errno: null } | { value: null; errno: string } | null
  socket: number | null
  label: string | null
  endpoints: { local: string | null; peer: string | null } | null
}

/** The timeline of one run: calls, packets and facts, all stamped with the same clock. */
export class Trace {
  readonly #now: () => bigint
  readonly #pulse: () => void
  readonly #startedAt: bigint
  readonly #calls: CallEntry[] = []
  readonly #frames: Frame[] = []
  readonly #facts: (Omit<FactEvent, 'at'> & { at: bigint })[] = []

  /**
   * @param now nanoseconds since the Unix epoch on the clock that stamps packets
   * @param pulse called now and then while calls are made, to empty what fills up meanwhile
   */
  constructor(now: () => bigint, pulse: () => void) {
    this.#now = now
    this.#pulse = pulse
    this.#startedAt = now()
  }

  /** Notes that a call begins. */
  begin(host: string, call: string, request: object, socket: number | null, label: string | null): CallEntry {
    const entry: CallEntry = {
      at: this.#now(),
      until: null,
      host,
      call,
      request,
      result: null,
      socket,
      label,
      endpoints: null,
    }
    this.#calls.push(entry)
    if (this.#calls.length % CALLS_PER_PULSE === 0) this.#pulse()
    return entry
  }

  /** Notes that a call returned. */
  end(entry: CallEntry, result: NonNullable<CallEntry['result']>): void {
    entry.until = this.#now()
    entry.result = result
  }

  /** Notes a state or counter that was read, or a step of the experiment. */
  fact(host: string | null, source: FactEvent['source'], says: string, value?: Json): void {
    this.#facts.push({ kind: 'fact', at: this.#now(), host, source, says, ...(value === undefined ? {} : { value }) })
  }

  /** Adds captured frames. */
  frames(frames: readonly Frame[]): void {
    this.#frames.push(...frames)
  }

  /** The timeline as evidence. */
  record(lostPackets: number): TraceRecord {
    const endedAt = this.#now()
    const since = (at: bigint): number => Number(at - this.#startedAt)
    const events: TraceEvent[] = [
      ...this.#calls.map((entry) => callEvent(entry, since)),
      ...this.#frames.map((frame) => packetEvent(frame, since)),
      ...this.#facts.map((fact) => ({ ...fact, at: since(fact.at) })),
    ]
    events.sort((one, other) => one.at - other.at)
    const elided = Math.max(0, events.length - 2 * KEPT_AT_EACH_END)
    if (elided > 0) events.splice(KEPT_AT_EACH_END, elided)
    return { startedAt: String(this.#startedAt), endedAt: since(endedAt), events, elided, lostPackets }
  }
}

function callEvent(entry: CallEntry, since: (at: bigint) => number): CallEvent {
  const { result } = entry
  return {
    kind: 'call',
    at: since(entry.at),
    until: entry.until === null ? null : since(entry.until),
    host: entry.host,
    call: entry.call,
    request: Object.fromEntries(Object.entries(entry.request).map(([name, value]) => [name, toJson(value)])),
    result: result === null || result.errno !== null ? result : { value: toJson(result.value), errno: null },
    socket: entry.socket,
    label: entry.label,
    endpoints: entry.endpoints,
  }
}

function packetEvent(frame: Frame, since: (at: bigint) => number): PacketEvent {
  return {
    kind: 'packet',
    at: since(frame.at),
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
