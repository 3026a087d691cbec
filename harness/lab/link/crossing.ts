import { carriesTransport, type LinkFrame, linkFrame } from './frame.ts'
import type { Link, LinkTally, WhichFrames } from './link.ts'
import {
  carry,
  type FaultName,
  type Parcel,
  type Schedule,
  scheduled,
  scheduleText,
  type Treatment,
} from './schedule.ts'

/** A parcel that waits on the link. */
interface Waiting {
  readonly frame: LinkFrame
  readonly bytes: Uint8Array
  after: number
}

type Tally = { -readonly [Name in keyof LinkTally]: number }

const NOTHING: LinkTally = { sent: 0, arrived: 0, lost: 0, duplicated: 0, delayed: 0, corrupted: 0 }

/** What is done to frames between two hosts, apart from how they come and go. */
export class Crossing implements Link {
  readonly #send: (from: string, bytes: Uint8Array) => void
  readonly #never: readonly FaultName[]
  #note: (says: string) => void = () => {}
  #treatment: Treatment = carry
  #waiting: Waiting[] = []
  #tallies = new Map<string, Tally>()

  /**
   * @param send sends a frame of that host on to the other
   * @param never what this link never does, also when it is asked to: a mutant
   */
  constructor(send: (from: string, bytes: Uint8Array) => void, never: readonly FaultName[] = []) {
    this.#send = send
    this.#never = never
  }

  /** Begins anew: every frame passes, nothing waits, nothing has been counted. What the link is asked to do is noted. */
  begin(note: (says: string) => void): void {
    this.#note = note
    this.#treatment = carry
    this.#waiting = []
    this.#tallies = new Map()
  }

  /** A frame has come from a host. */
  take(from: string, bytes: Uint8Array): void {
    const frame = linkFrame(from, bytes)
    const parcels = this.#treatment(frame)
    if (carriesTransport(frame)) this.#count(frame, parcels)
    for (const parcel of parcels) if (parcel.after <= 0) this.#letGo({ frame, ...parcel })
    if (carriesTransport(frame)) this.#overtake(from)
    for (const parcel of parcels) if (parcel.after > 0) this.#waiting.push({ frame, ...parcel })
  }

  obey(schedule: Schedule): void {
    this.#note(`On the link: ${scheduleText(schedule)}`)
    this.#treatment = scheduled(schedule.filter(({ fault }) => !this.#never.includes(fault)))
  }

  holdBack(which: WhichFrames = carriesTransport): void {
    this.#note('The link holds frames back')
    this.#treat(which, 'delay', ({ bytes }) => [{ bytes, after: Number.POSITIVE_INFINITY }])
  }

  drop(which: WhichFrames = carriesTransport): void {
    this.#note('The link loses frames')
    this.#treat(which, 'lose', () => [])
  }

  pass(): void {
    this.#treatment = carry
    this.release()
  }

  release(): void {
    this.#note(`The link lets go of what it kept: ${this.#waiting.length}`)
    for (const waiting of this.#waiting.splice(0)) this.#letGo(waiting)
  }

  held(): readonly LinkFrame[] {
    return this.#waiting.map(({ frame }) => frame)
  }

  tally(host: string): LinkTally {
    return { ...this.#tallyOf(host) }
  }

  #treat(which: WhichFrames, fault: FaultName, otherwise: Treatment): void {
    const isAble = !this.#never.includes(fault)
    this.#treatment = (frame) => (isAble && which(frame) ? otherwise(frame) : carry(frame))
  }

  #overtake(from: string): void {
    for (const waiting of this.#waiting) if (waiting.frame.from === from) waiting.after -= 1
    const due = this.#waiting.filter(({ after }) => after <= 0)
    this.#waiting = this.#waiting.filter(({ after }) => after > 0)
    for (const waiting of due) this.#letGo(waiting)
  }

  #letGo({ frame, bytes }: Pick<Waiting, 'frame' | 'bytes'>): void {
    if (carriesTransport(frame)) this.#tallyOf(frame.from).arrived += 1
    this.#send(frame.from, bytes)
  }

  #count({ from, bytes }: LinkFrame, parcels: readonly Parcel[]): void {
    const tally = this.#tallyOf(from)
    tally.sent += 1
    if (parcels.length === 0) tally.lost += 1
    if (parcels.length > 1) tally.duplicated += 1
    if (parcels.some(({ after }) => after > 0)) tally.delayed += 1
    if (parcels.some((parcel) => parcel.bytes !== bytes)) tally.corrupted += 1
  }

  #tallyOf(host: string): Tally {
    const tally = this.#tallies.get(host) ?? { ...NOTHING }
    this.#tallies.set(host, tally)
    return tally
  }
}
