import type { Condition, PropertyStatistics, Run } from '../evidence/schema.ts'
import type { Json } from '../evidence/trace-schema.ts'
import type { Performance } from './stage.ts'

/** How an experiment is to be driven. */
export interface DriveOptions {
  readonly seed: number
  /** How many inputs of a property to run; null for the claim's own number. */
  readonly runs: number | null
  /** Whether a failing input is to be shrunk. */
  readonly shrink: boolean
  readonly judge: (seen: Json, input: unknown) => readonly Condition[]
}

/** What came of driving an experiment. */
export interface Driven {
  readonly runs: readonly Run[]
  /** What kept a run from being observed or judged; null if nothing did. */
  readonly broken: unknown
  readonly property: PropertyStatistics | null
  readonly attempts: number | null
}

/** The capture is not complete, so nothing that rests on it can be judged. */
class LostPackets extends Error {
  override name = 'LostPackets'

  constructor(count: number) {
    super(
      `The capture could not keep ${count} packets, so what was on the wire is not known. ` +
        'Run it again with fewer --jobs or on a less busy machine.',
    )
  }
}

/** Judges what was seen in one run. A judge that throws breaks the run, as an experiment that throws does. */
export function judged(
  { seen, error, trace }: Performance,
  input: Json | undefined,
  { judge }: Pick<DriveOptions, 'judge'>,
): { run: Run; broken: unknown } {
  const run = { ...(input === undefined ? {} : { input }), observation: seen, trace, shown: 'example' as const }
  if (error !== null) return { run: { ...run, conditions: [] }, broken: error }
  if (trace.lostPackets > 0) return { run: { ...run, conditions: [] }, broken: new LostPackets(trace.lostPackets) }
  try {
    return { run: { ...run, conditions: [...judge(seen, input)] }, broken: null }
  } catch (thrown) {
    return { run: { ...run, conditions: [] }, broken: thrown }
  }
}
