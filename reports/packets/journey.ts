import { groupBy } from '../words/group.ts'
import { frameKey } from './same-frame.ts'
import { Stations } from './stations.ts'
import type { PacketView } from './view.ts'

/** The way of one frame over one link: where it was seen to leave, and where it was seen to come in. */
export interface Journey {
  /** The first sighting. */
  readonly view: PacketView
  /** Null if it was only seen to come in: doubled on the way, or made by the experiment on the link itself. */
  readonly left: PacketView | null
  /** Null if it was never seen to come in. */
  readonly entered: PacketView | null
  /** True for a further arrival of a frame that had already come in there. */
  readonly again: boolean
}

/** A switch that does not yet know a hardware address gives copies to all; they come within this time. Nanoseconds. */
const FLOOD = 10e6

/** Of equal frames an arrival belongs to the oldest that left within this time, or else to the last. Nanoseconds. */
const RECENT = 200e6

/** Joins the two sightings of each frame, in the order in which the frames set out. */
export function journeys(views: readonly PacketView[]): Journey[] {
  const wired = views.filter((view) => !isLoopback(view))
  const departures = wired.filter(({ event }) => event.direction === 'out')
  const arrivals = wired.filter(({ event }) => event.direction === 'in')
  const oneSided = arrivals.length === 0 && new Set(departures.map(({ event }) => event.host)).size > 1
  const { entered, unexpected } = join(departures, arrivals)
  const stations = new Stations(wired)
  return [
    ...views.filter(isLoopback).map((view) => ({ view, left: view, entered: view, again: false })),
    ...departures.map((view) => {
      const seen = entered.get(view) ?? []
      const receiver = stations.receiver(view)
      const arrival = seen.find(({ event }) => event.host === receiver) ?? seen[0]
      return { view, left: view, entered: arrival ?? (oneSided ? view : null), again: false }
    }),
    ...unexpected.map(({ view, again }) => ({ view, left: null, entered: view, again })),
  ].sort((one, other) => one.view.event.at - other.view.event.at)
}

/** On a loopback interface, to leave and to come in are one. */
function isLoopback({ event }: PacketView): boolean {
  return event.interface === 'lo'
}

/** Where each frame that left came in: at one host, or at several of which a switch gave copies to all but one. */
function join(departures: readonly PacketView[], arrivals: readonly PacketView[]) {
  const sent = groupBy(departures, frameKey)
  const entered = new Map<PacketView, PacketView[]>()
  const unexpected: { view: PacketView; again: boolean }[] = []
  for (const view of arrivals) {
    const before = (sent.get(frameKey(view)) ?? []).filter(({ event }) => {
      return event.host !== view.event.host && event.at <= view.event.at
    })
    const waiting = before.filter((departure) => !entered.has(departure))
    const departure = waiting.find(({ event }) => view.event.at - event.at < RECENT) ?? waiting.at(-1)
    const flooded = before.find((one) => isCopy(view, entered.get(one) ?? []))
    if (flooded !== undefined) entered.get(flooded)?.push(view)
    else if (departure !== undefined) entered.set(departure, [view])
    else unexpected.push({ view, again: before.length > 0 })
  }
  return { entered, unexpected }
}

/** Whether a frame came in at another host at about the time at which its like came in here. */
function isCopy({ event }: PacketView, seen: readonly PacketView[]): boolean {
  const first = seen[0]
  return first !== undefined && event.at - first.event.at < FLOOD && seen.every((one) => one.event.host !== event.host)
}
