import type { ConntrackEntry } from '../../lab/state/conntrack.ts'
import type { SeenPacket } from '../wire-view.ts'

/** A flow as a LAN host sends it, and as it is seen outside of the router: each `source → destination`. */
export type Translation = { flow: string; as: string }

/** Entries of a translation table with their states, in the order of the flows. */
export function translationsInTable(entries: readonly ConntrackEntry[]): (Translation & { state: string | null })[] {
  return inOrderOfFlows(
    entries.map(({ original, reply, state }) => ({
      flow: `${original.source}:${original.sourcePort} → ${original.destination}:${original.destinationPort}`,
      as: `${reply.destination}:${reply.destinationPort} → ${reply.source}:${reply.sourcePort}`,
      state,
    })),
  )
}

/**
 * The flows whose SYN was seen on the link `lan`, each with the same SYN on the link `wan`, in the order of the flows.
 * Translation leaves the sequence number as it is, so a SYN is known again by it; one that did not come out is `nowhere`.
 */
export function translationsOnWire(segments: readonly SeenPacket[]): Translation[] {
  const on = (link: string) => segments.filter((segment) => segment.link === link && segment.flags === 'SYN')
  const outside = new Map(on('wan').map((syn) => [sequenceNumber(syn), `${syn.from} → ${syn.to}`]))
  const inside = new Map(on('lan').map((syn) => [`${syn.from} → ${syn.to}`, sequenceNumber(syn)]))
  return inOrderOfFlows([...inside].map(([flow, number]) => ({ flow, as: outside.get(number) ?? 'nowhere' })))
}

/** As it stands in the packet; null where there is none. */
function sequenceNumber({ packet: { transport } }: SeenPacket): number | null {
  return transport?.kind === 'tcp' ? transport.sequenceNumber : null
}

/** So that two lists of the same flows can be compared. */
export function inOrderOfFlows<Row extends Translation>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (one.flow < other.flow ? -1 : 1))
}
