import type { CallEvent, Trace } from '../../harness/evidence/trace-schema.ts'
import { endText, type PacketEnd } from '../packets/view.ts'

/** Which program has a socket at which address and port, as the calls of a trace tell. */
export class Owners {
  readonly #exact = new Map<string, string>()
  readonly #wildcard = new Map<string, string>()

  constructor(trace: Trace) {
    for (const event of trace.events) if (event.kind === 'call') this.#learn(event)
  }

  /** The program that a packet comes from (or goes to), given the other end too; null if nobody's socket is there. */
  owner(end: PacketEnd, other: PacketEnd): string | null {
    const text = endText(end)
    return (
      this.#exact.get(`${text} ${endText(other)}`) ??
      this.#exact.get(text) ??
      this.#wildcard.get(String(end.port)) ??
      null
    )
  }

  #learn({ host, endpoints }: CallEvent): void {
    if (endpoints?.local == null) return
    const { local, peer } = endpoints
    if (peer !== null) this.#exact.set(`${local} ${peer}`, host)
    if (!this.#exact.has(local)) this.#exact.set(local, host)
    const wildcard = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(local)?.[1]
    if (wildcard !== undefined && !this.#wildcard.has(wildcard)) this.#wildcard.set(wildcard, host)
  }
}
