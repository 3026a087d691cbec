import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Evidence, readEvidence } from '../../evidence/read.ts'
import { UsageError } from '../exit-code.ts'

/** Reads evidence files. Throws UsageError where one is given twice. */
export function readRuns(files: readonly string[]): Evidence[] {
  const given = files.map((file) => resolve(file))
  const twice = given.find((file, index) => given.findIndex((other) => placeOf(other) === placeOf(file)) < index)
  if (twice !== undefined) throw new UsageError(`${twice} is given twice. Give each run once.`)
  return given.map((file) => readEvidence(file))
}

/** Throws UsageError if two files have the same evidence, as a copy has: it would only be shown twice. */
export function refuseCopies(runs: readonly Evidence[]): void {
  for (const [index, run] of runs.entries()) {
    const same = runs.slice(0, index).find((other) => isSame(run, other))
    if (same === undefined) continue
    throw new UsageError(
      `${same.file} and ${run.file} are the same evidence, run ${run.header.run}. Give each run once.`,
    )
  }
}

/** Whether the stack was made wrong on purpose in this run. */
export function isOnMutants({ header }: Evidence): boolean {
  return header.mode === 'mutants'
}

/** Throws UsageError if a run has nothing that could be set beside another one. */
export function refuseEmpty({ file, header, results }: Evidence): void {
  if (results.length > 0) return
  throw new UsageError(
    `${file} has none of its ${header.plan.results} results: the run broke off before its first claim was done. ` +
      'Do it again, or leave it out.',
  )
}

/** The parts of one run may be in several files; they have the number of the run, but not the results in common. */
function isSame(one: Evidence, other: Evidence): boolean {
  return one.header.run === other.header.run && isDeepStrictEqual(one.results, other.results)
}

function placeOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : file
}
