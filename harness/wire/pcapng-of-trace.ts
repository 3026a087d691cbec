import type { PacketEvent, Trace } from '../evidence/trace-schema.ts'
import { type PcapngSection, pcapng } from './pcapng.ts'

/** The packets of a trace as a pcapng file, with one interface for each tap, named `host.interface`. */
export function pcapngOfTrace(trace: Trace, section: PcapngSection = {}): Uint8Array {
  const events = trace.events.filter((event) => event.kind === 'packet')
  const taps = new Map(events.map((event) => [tapName(event), event.link]))
  const names = [...taps.keys()]
  const interfaces = Array.from(taps, ([name, link]) => ({ name, description: `link ${link}` }))
  const startedAt = BigInt(trace.startedAt)
  const packets = events.map((event) => ({
    interface: names.indexOf(tapName(event)),
    at: startedAt + BigInt(event.at),
    direction: event.direction,
    length: event.length,
    bytes: Buffer.from(event.frame, 'base64'),
  }))
  return pcapng(interfaces, packets, section)
}

function tapName(event: PacketEvent): string {
  return `${event.host}.${event.interface}`
}
