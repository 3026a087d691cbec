import * as fc from 'fast-check'
import type { Run } from '../evidence/schema.ts'
import type { Json } from '../evidence/trace-schema.ts'
import type { Property } from './experiment.ts'
import { isForWantOfIpv6 } from './ipv4-only.ts'
import { type Driven, type DriveOptions, judged } from './judged-run.ts'
import type { Stage } from './stage.ts'

/**
 * Runs a property with fast-check: the claim's example first, then its edges, then generated inputs. A failing input is
 * shrunk; the example's and the counterexample's timelines are kept.
 */
export async function driveProperty(
  experiment: Property<Json, unknown>,
  stage: Stage,
  options: DriveOptions,
): Promise<Driven> {
  const runs: Run[] = []
  let broken: unknown = null
  const attempt = async (input: unknown): Promise<boolean> => {
    // What is broken stays broken: let fast-check come to its end without shrinking.
    if (broken !== null) return true
    const performance = await stage.perform((hosts, tools) => experiment.run(input, hosts, tools))
    // The input is passed over: it does not count, and another one takes its place. The example is what the claim is about.
    if (runs.length > 0 && isForWantOfIpv6(performance.error)) fc.pre(false)
    const outcome = judged(performance, input as Json, options)
    broken = outcome.broken
    runs.push(outcome.run)
    return broken !== null || outcome.run.conditions.every(({ holds }) => holds)
  }
  const runsPlanned = options.runs ?? experiment.runs
  const details = await fc.check(
    fc.asyncProperty(experiment.inputs, async (input) => attempt(input)),
    {
      seed: options.seed,
      numRuns: runsPlanned,
      examples: [experiment.example, ...experiment.edges].map((input) => [input]),
      endOnFailure: !options.shrink,
    },
  )
  const counterexample = (details.counterexample?.[0] ?? null) as Json
  return {
    runs: keepShownTraces(runs, details.failed),
    broken,
    property: {
      seed: details.seed,
      path: details.counterexamplePath,
      runs: details.numRuns,
      runsPlanned,
      shrinks: details.numShrinks,
      counterexample: details.failed ? counterexample : null,
    },
    attempts: null,
  }
}

/** Keeps the timeline of the first run and that of the smallest counterexample, the last run that failed. */
function keepShownTraces(runs: readonly Run[], failed: boolean): readonly Run[] {
  const smallest = failed ? runs.findLastIndex(({ conditions }) => conditions.some(({ holds }) => !holds)) : -1
  return runs.map((run, index) => {
    if (index === smallest) return { ...run, shown: 'counterexample' as const }
    if (index === 0 || run.conditions.length === 0) return run
    return { ...run, trace: null, shown: null }
  })
}
