import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RunGiven } from '../../../reports/runs/column.ts'
import { type Evidence, EvidenceError, readEvidence } from '../../evidence/read.ts'
import { UsageError } from '../exit-code.ts'
import { withMutants } from '../formats/html.ts'
import { mergeMutants } from '../merge-mutants.ts'
import { MUTANTS_FILE } from '../settings.ts'
import { type NamedFile, namesByFile } from './named-files.ts'
import { isOnMutants, readRuns, refuseCopies, refuseEmpty } from './read-runs.ts'

/** The evidence that a report is made from: of one run, or of several that are shown side by side. */
export type Joined = OfOne | OfSeveral

interface OfOne {
  readonly kind: 'one'
  readonly evidence: Evidence
  /** What could not go into it. */
  readonly notes: readonly string[]
}

interface OfSeveral {
  readonly kind: 'several'
  readonly runs: readonly RunGiven[]
  readonly notes: readonly string[]
}

/**
 * Reads the evidence of one run or of several, and joins to each what mutants made of its claims: from a file that is given,
 * or from the one that lies beside it. Throws UsageError where files do not belong into one report.
 */
export function joinEvidence(files: readonly string[], names: readonly NamedFile[] = []): Joined {
  const read = readRuns(files)
  const [onMutants, runs] = [read.filter(isOnMutants), read.filter((one) => !isOnMutants(one))]
  if (runs.length > 1) return ofSeveral(runs, onMutants, names)
  const [only = onMutants[0]] = runs
  if (only === undefined)
    throw new UsageError('No evidence was given. Give the evidence.jsonl that sockproof verify wrote.')
  if (names.length > 0)
    throw new UsageError(`There is one run, ${only.file}, and so no column to name. Leave out --name.`)
  if (onMutants.length > 1) throw new UsageError(tooMany(onMutants))
  return ofOne(runs[0], onMutants[0])
}

function ofOne(run: Evidence | undefined, mutants: Evidence | undefined): OfOne {
  if (run !== undefined && mutants !== undefined) return { kind: 'one', evidence: merged(run, mutants), notes: [] }
  if (run !== undefined) return { kind: 'one', ...withMutants(run, join(dirname(run.file), MUTANTS_FILE)) }
  return { kind: 'one', evidence: mutants as Evidence, notes: [] }
}

function tooMany(onMutants: readonly Evidence[]): string {
  const files = onMutants.map(({ file }) => file).join(', ')
  return `These are ${onMutants.length} runs on mutants, and a run can have one: ${files}. Give one of them.`
}

/** What the user gave must be used, or the user is told why not. */
function merged(run: Evidence, mutants: Evidence): Evidence {
  const { evidence, refusal } = mergeMutants(run, mutants)
  if (refusal !== null) throw new UsageError(`${refusal} They do not belong into one report; give ${run.file} alone.`)
  return evidence
}

function ofSeveral(runs: readonly Evidence[], given: readonly Evidence[], names: readonly NamedFile[]): OfSeveral {
  refuseCopies(runs)
  runs.forEach(refuseEmpty)
  const files = runs.map(({ file }) => file)
  const called = namesByFile(names, files)
  const withTheirs = [...runs]
  for (const mutants of given) takeTo(withTheirs, mutants)
  const notes = mutantsBeside(withTheirs, given).flatMap((file) => {
    try {
      takeTo(withTheirs, readEvidence(file))
      return []
    } catch (error) {
      if (!(error instanceof EvidenceError || error instanceof UsageError)) throw error
      return [`Left out of the report: ${error.message}`]
    }
  })
  const named = withTheirs.map((evidence) => ({
    evidence,
    file: evidence.file,
    name: called.get(evidence.file) ?? null,
  }))
  return { kind: 'several', runs: named, notes }
}

/** Joins what mutants made of claims to the first run that it belongs to and that has no mutants yet. */
function takeTo(runs: Evidence[], mutants: Evidence): void {
  const refusals: string[] = []
  for (const [index, run] of runs.entries()) {
    if (run.results.some(({ mutant }) => mutant !== null) || run.header.stack !== mutants.header.stack) continue
    const { evidence, refusal } = mergeMutants(run, mutants)
    if (refusal === null) {
      runs[index] = evidence
      return
    }
    refusals.push(refusal)
  }
  const why =
    refusals.length > 0 ? refusals.join(' ') : `no run of its stack, ${mutants.header.stack}, is without mutants.`
  throw new UsageError(`${mutants.file} belongs to none of the runs: ${why}`)
}

/** Files of mutants that lie beside runs and were not given. */
function mutantsBeside(runs: readonly Evidence[], given: readonly Evidence[]): string[] {
  const files = new Set(runs.map(({ file }) => join(dirname(file), MUTANTS_FILE)))
  return [...files].filter((file) => existsSync(file) && !given.some((one) => one.file === file))
}
