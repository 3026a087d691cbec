import { dirname, join, resolve } from 'node:path'
import { type Evidence, readEvidence } from '../../evidence/read.ts'
import { UsageError } from '../exit-code.ts'
import { withMutants } from '../formats/html.ts'
import { mergeMutants } from '../merge-mutants.ts'
import { MUTANTS_FILE } from '../settings.ts'

/** The evidence that a report is made from. */
export interface Joined {
  readonly evidence: Evidence
  /** What could not go into it. */
  readonly notes: readonly string[]
}

/**
 * Reads the evidence of one run, and joins to it what mutants made of its claims: from a second file, or from the one that
 * lies beside the first. Throws UsageError where files do not belong into one report.
 */
export function joinEvidence(files: readonly string[]): Joined {
  const read = [...new Set(files.map((file) => resolve(file)))].map(readEvidence)
  const [onMutants, runs] = [read.filter(isOnMutants), read.filter((one) => !isOnMutants(one))]
  if (runs.length > 1 || onMutants.length > 1) throw new UsageError(tooMany(runs.length > 1 ? runs : onMutants))
  const [run, mutants] = [runs[0], onMutants[0]]
  if (run !== undefined)
    return mutants === undefined
      ? withMutants(run, join(dirname(run.file), MUTANTS_FILE))
      : { evidence: merged(run, mutants), notes: [] }
  if (mutants !== undefined) return { evidence: mutants, notes: [] }
  throw new UsageError('No evidence was given. Give the evidence.jsonl that sockproof verify wrote.')
}

function isOnMutants({ header }: Evidence): boolean {
  return header.mode === 'mutants'
}

function tooMany(runs: readonly Evidence[]): string {
  const kind = runs.every(isOnMutants) ? 'runs on mutants' : 'runs'
  return (
    `A report is about one run, and these are ${runs.length} ${kind}: ${runs.map(({ file }) => file).join(', ')}. ` +
    'Several runs are not yet joined into one report. Give the evidence of one run and, if you like, one mutants.jsonl.'
  )
}

/** What the user gave must be used, or the user is told why not. */
function merged(run: Evidence, mutants: Evidence): Evidence {
  const { evidence, refusal } = mergeMutants(run, mutants)
  if (refusal !== null) throw new UsageError(`${refusal} They do not belong into one report; give ${run.file} alone.`)
  return evidence
}
