import type { LinkFrame } from './frame.ts'
import type { Schedule } from './schedule.ts'

/** What became of the frames with TCP or UDP that one host sent, copies counted where they arrive. */
export type LinkTally = {
  readonly sent: number
  readonly arrived: number
  readonly lost: number
  readonly duplicated: number
  readonly delayed: number
  readonly corrupted: number
}

/** Which frames are meant. */
export type WhichFrames = (frame: LinkFrame) => boolean

/**
 * A link in the hands of the experiment. Only what was asked for last is in force, and at first every frame passes. Where
 * it is not said which frames are meant, those with TCP or UDP are: ARP, neighbour discovery and ICMP pass.
 */
export interface Link {
  /** From now on the link does these things wrong; frames are counted from now. */
  obey(schedule: Schedule): void
  /** From now on the link keeps these frames to itself. */
  holdBack(which?: WhichFrames): void
  /** Lets go what the link has kept, in the order in which it came; further frames are treated as before. */
  release(): void
  /** From now on the link loses these frames. */
  drop(which?: WhichFrames): void
  /** From now on every frame passes, those first that the link has kept. */
  pass(): void
  /** The frames that the link keeps now: held back, or waiting to be overtaken. */
  held(): readonly LinkFrame[]
  /** What became of the frames of a host in this run. */
  tally(host: string): LinkTally
}
