import type { CallEvent, FactEvent, Trace } from '../../harness/evidence/trace-schema.ts'
import { callText } from '../calls/call.ts'
import { type Journey, journeys } from '../packets/journey.ts'
import { readPackets } from '../packets/read.ts'
import { endText, type PacketView } from '../packets/view.ts'
import { visible } from '../words/visible.ts'
import { columnsOf, type LabHost } from './columns.ts'
import { fold } from './fold.ts'
import type { Column, Item, NoteItem } from './model.ts'
import { Places } from './places.ts'

/** What a trace holds, in order of time, with the columns that it belongs to. */
export interface Timeline {
  readonly columns: readonly Column[]
  readonly items: readonly Item[]
  readonly noise: number
}

/**
 * Reads a trace as a timeline. Packets by which hosts only find each other are left out and counted, unless nothing
 * else was on the wire.
 */
export function timeline(trace: Trace, hosts: readonly LabHost[]): Timeline {
  const found = journeys(readPackets(trace))
  const telling = found.filter(({ view }) => view.nature !== 'noise')
  const shown = telling.length > 0 ? telling : found
  const places = new Places(columnsOf(trace, hosts), hosts, trace)
  const several = columnsWithSeveralSockets(trace)
  const withPorts = hasSeveralFlows(shown)
  const items = [
    ...trace.events.flatMap((event): Item[] => {
      if (event.kind === 'call') return callItem(event, places, several)
      return event.kind === 'fact' ? [noteItem(event, places)] : []
    }),
    ...shown.map((journey) => packetItem(journey, places, withPorts)),
  ]
  items.sort((one, other) => one.at - other.at)
  const first = items[0]?.at ?? 0
  return {
    columns: places.columns.map(shownColumn),
    items: fold(items).map((item) => since(first, item)),
    noise: found.length - shown.length,
  }
}

/** An item with its times counted from the first one. */
function since(first: number, item: Item): Item {
  const at = item.at - first
  switch (item.kind) {
    case 'call':
      return { ...item, at, until: item.until === null ? null : item.until - first }
    case 'packet':
      return { ...item, at, arrives: item.arrives === null ? null : item.arrives - first }
    case 'note':
      return { ...item, at }
  }
}

/** Names come from evidence, so what cannot be seen in them is made visible. */
function shownColumn({ name, role, addresses }: Column): Column {
  return { name: visible(name), role, addresses: addresses.map(visible) }
}

function callItem(event: CallEvent, places: Places, several: ReadonlySet<string>): Item[] {
  const column = places.index(event.host)
  if (column === undefined) return []
  const who = several.has(event.host) ? socketName(event) : null
  return [{ kind: 'call', at: event.at, until: event.until, column, who, text: callText(event), event }]
}

function packetItem(journey: Journey, places: Places, withPorts: boolean): Item {
  const { view, entered } = journey
  return {
    kind: 'packet',
    at: view.event.at,
    arrives: entered?.event.at ?? null,
    ...places.ends(journey),
    ports: withPorts ? portsText(view) : null,
    says: view.says,
    journey,
  }
}

/** Whether ports must be told to know which packets belong together: there are several flows, or one that is rewritten. */
function hasSeveralFlows(shown: readonly Journey[]): boolean {
  const flows = shown.flatMap(({ view: { source, destination } }) => {
    return source?.port == null || destination === null ? [] : [[endText(source), endText(destination)].sort().join()]
  })
  return new Set(flows).size > 1
}

function portsText({ source, destination }: PacketView): string | null {
  return source?.port == null || destination?.port == null ? null : `${source.port} → ${destination.port}`
}

function noteItem({ at, host, source, says }: FactEvent, places: Places): NoteItem {
  const column = host === null ? null : (places.index(host) ?? null)
  return { kind: 'note', at, column, source, says: visible(says) }
}

/** Programs in whose column one must say which socket a call is made on. */
function columnsWithSeveralSockets({ events }: Trace): ReadonlySet<string> {
  const sockets = new Map<string, Set<number>>()
  for (const event of events) {
    if (event.kind !== 'call' || event.socket === null) continue
    sockets.set(event.host, (sockets.get(event.host) ?? new Set()).add(event.socket))
  }
  return new Set([...sockets].filter(([, serials]) => serials.size > 1).map(([host]) => host))
}

function socketName({ label, request, call }: CallEvent): string | null {
  if (label !== null) return visible(label)
  return typeof request.fd === 'number' && call !== 'epoll_ctl' ? `fd ${request.fd}` : null
}
