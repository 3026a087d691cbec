import type { Cell, Standing } from './cell.ts'
import { type Column, columnsOf, type RunGiven } from './column.ts'
import { type Row, rowsOf } from './rows.ts'
import { changedTraits, type Trait, type Traits, traitsOf } from './traits.ts'

/**
 * How a claim came out otherwise in the later of two runs, judged by what was expected.
 * - `worse`: it fails or is unresolved, and was not, or not tested.
 * - `mended`: it failed or was unresolved, and is as expected.
 * - `lost`: it is no longer put to the test, or no longer part of the run.
 * - `gained`: it is put to the test now, or new, and is as expected.
 * - `otherwise`: another verdict or reading that is neither better nor worse, for instance as known of the stack.
 */
export type Turn = 'worse' | 'mended' | 'lost' | 'gained' | 'otherwise'

/** The turns in the order in which they are told: what somebody must look at comes first. */
export const TURNS: readonly Turn[] = ['worse', 'lost', 'otherwise', 'mended', 'gained']

/** A claim that came out otherwise in the later of two runs. Null is a run that the claim was not part of. */
export interface Change {
  readonly row: Row
  readonly before: Cell | null
  readonly after: Cell | null
  readonly turn: Turn
}

/** Two runs beside each other. */
export interface TwoRuns {
  readonly before: Column
  readonly after: Column
  readonly changes: readonly Change[]
  /** Claims that both came to, with the same verdict and reading. */
  readonly unchanged: readonly Row[]
  readonly traits: Traits
  /** What changed of the environment. It counts as no change by itself: it may be why a verdict changed. */
  readonly environment: readonly Trait[]
}

/** Compares two runs claim by claim, and their environments. */
export function compareRuns(before: RunGiven, after: RunGiven): TwoRuns {
  const named = [
    { ...before, name: 'before' },
    { ...after, name: 'after' },
  ]
  const [first, second] = columnsOf(named)
  if (first === undefined || second === undefined) throw new Error('Two runs have two columns.')
  const rows = rowsOf([first, second])
  const changes = rows.flatMap((row) => changeOf(row) ?? [])
  const changed = new Set(changes.map(({ row }) => row))
  const traits = traitsOf([before.evidence, after.evidence])
  return {
    before: first,
    after: second,
    changes: TURNS.flatMap((turn) => changes.filter((change) => change.turn === turn)),
    unchanged: rows.filter((row) => !changed.has(row)),
    traits,
    environment: changedTraits(traits),
  }
}

function changeOf(row: Row): Change | null {
  const [before = null, after = null] = row.cells
  const told = (cell: Cell | null) =>
    cell === null ? null : `${cell.outcome} ${cell.entry.main?.shownReading ?? null}`
  return told(before) === told(after) ? null : { row, before, after, turn: turnOf(before, after) }
}

function turnOf(before: Cell | null, after: Cell | null): Turn {
  const [was, is] = [goodness(before), goodness(after)]
  // What was known to fail and passes now is better, although the expectation is to be mended too.
  if (after?.outcome === 'pass' && before !== null && isBroken(before)) return 'mended'
  if (was === is) return 'otherwise'
  if (is === 'bad') return 'worse'
  if (is === 'none') return 'lost'
  return was === 'bad' ? 'mended' : 'gained'
}

const GOODNESS: Readonly<Record<Standing, 'good' | 'bad' | 'none'>> = {
  expected: 'good',
  known: 'good',
  unexpected: 'bad',
  untold: 'none',
}

function goodness(cell: Cell | null): 'good' | 'bad' | 'none' {
  if (cell === null) return 'none'
  return cell.outcome === 'pass' ? 'good' : GOODNESS[cell.standing]
}

function isBroken({ outcome }: Cell): boolean {
  return outcome === 'fail' || outcome === 'unresolved'
}
