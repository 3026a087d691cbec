import * as fc from 'fast-check'
import type { Fault, FaultName, Schedule } from './schedule.ts'

/** Which schedules are meant. */
export interface ScheduleRange {
  /** The hosts whose frames meet faults. */
  readonly from: readonly string[]
  /** The last frame of a host that may meet one, counted from 1. */
  readonly frames: number
  /** The most faults. */
  readonly most: number
  /** All kinds if not given. */
  readonly faults?: readonly FaultName[]
}

/** By how many frames one may be overtaken: enough for a receiver to take what is late for lost (RFC 5681, three duplicates). */
const FURTHEST = 4

/** Schedules of a link, from one that does nothing wrong on; a failing one shrinks to fewer, earlier and smaller faults. */
export function schedules({ from, frames, most, faults = ['lose', 'duplicate', 'delay', 'corrupt'] }: ScheduleRange) {
  const place = { from: fc.constantFrom(...from), frame: fc.integer({ min: 1, max: frames }) }
  const fault = (name: FaultName): fc.Arbitrary<Fault> => {
    switch (name) {
      case 'lose':
      case 'corrupt':
        return fc.record({ ...place, fault: fc.constant(name) })
      case 'duplicate':
        return fc.record({ ...place, fault: fc.constant(name), by: fc.integer({ min: 0, max: FURTHEST }) })
      case 'delay':
        return fc.record({ ...place, fault: fc.constant(name), by: fc.integer({ min: 1, max: FURTHEST }) })
    }
  }
  const schedule: fc.Arbitrary<Schedule> = fc.array(fc.oneof(...faults.map(fault)), { maxLength: most })
  return schedule
}
