import { isDeepStrictEqual } from 'node:util'
import type { Condition, ResultRecord, Run } from '../../harness/evidence/schema.ts'
import type { Json } from '../../harness/evidence/trace-schema.ts'
import { groupBy } from '../words/group.ts'
import { type Cell, type Why, whyOf } from './cell.ts'
import type { Row } from './rows.ts'

/** A condition that decided in at least one run, and what every run made of it. */
export interface Deciding {
  readonly says: string
  readonly case: Condition['case']
  /** One a column; null where it was not judged. */
  readonly seen: readonly (Seen | null)[]
}

/** What a run made of a condition. */
export interface Seen {
  readonly holds: boolean
  /** How often it was judged and met; 1 where it was not met, or nothing is repeated. */
  readonly times: number
  /** Null where what was expected and observed is not the same every time. */
  readonly values: {
    readonly relation: string
    readonly expected: Json
    readonly observed: Json
    /** The generated input that it was seen with; null where nothing is generated, or it was met for many. */
    readonly input: Json
  } | null
}

/** Columns in which the same was seen for the same reason: a line of a difference. */
export interface Behaviour {
  /** Places of the columns. */
  readonly columns: readonly number[]
  readonly cell: Cell
  /** What was seen, one for each deciding condition. */
  readonly seen: readonly (Seen | null)[]
  /** Its reason is null where it would only repeat a condition that was not met. */
  readonly why: Why
}

/** A claim that comes out differently: what decided, and who behaves how. */
export interface Difference {
  readonly row: Row
  readonly deciding: readonly Deciding[]
  readonly behaviours: readonly Behaviour[]
  /** Columns of which nothing is known here: not tested, or not part of the run. */
  readonly silent: readonly number[]
}

/** What decided where runs differ. Runs that tell nothing are only named. */
export function differenceOf(row: Row, isSilent: (cell: Cell) => boolean): Difference {
  const deciding = decidingConditions(row.cells)
  const places = [...row.cells.keys()]
  const speaks = (place: number): boolean => {
    const cell = row.cells[place]
    return cell != null && !isSilent(cell)
  }
  const lines = places.filter(speaks).flatMap((place): Behaviour[] => {
    const cell = row.cells[place]
    if (cell == null) return []
    const seen = deciding.map((one) => one.seen[place] ?? null)
    const why = whyOf(cell)
    // The reason that a run gives is its first condition that was not met, which stands beside it already.
    const isTold = !why.known && seen.some((one) => one?.holds === false)
    return [{ columns: [place], cell, seen, why: isTold ? { ...why, reason: null } : why }]
  })
  const alike = groupBy(lines, ({ cell, seen, why }) =>
    JSON.stringify([cell.outcome, cell.standing, cell.entry.main?.shownReading, seen, why]),
  )
  const behaviours = [...alike.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ ...first, columns: group.flatMap(({ columns }) => columns) }]
  })
  return { row, deciding, behaviours, silent: places.filter((place) => !speaks(place)) }
}

/** The first condition that each run missed, each once, and what all runs made of it. */
function decidingConditions(cells: readonly (Cell | null)[]): Deciding[] {
  const results = cells.map((cell) => cell?.entry.main ?? null)
  const missed = results.flatMap((result) => (result === null ? [] : (firstMissed(result) ?? [])))
  return [...groupBy(missed, keyOf).values()].flatMap(([first]) => {
    if (first === undefined) return []
    const seen = results.map((result) => (result === null ? null : seenOf(result, keyOf(first))))
    return [{ says: first.says, case: first.case, seen }]
  })
}

function firstMissed(result: ResultRecord): Condition | null {
  if (result.verdict.outcome !== 'fail') return null
  return (
    byImportance(result)
      .flatMap(({ conditions }) => conditions)
      .find(({ holds }) => !holds) ?? null
  )
}

/** What a run made of a condition: where it was not met if it was not, else where it was first judged. */
function seenOf(result: ResultRecord, key: string): Seen | null {
  const judged = byImportance(result).flatMap(({ conditions, input }) =>
    conditions.filter((condition) => keyOf(condition) === key).map((condition) => ({ condition, input })),
  )
  const missed = judged.find(({ condition }) => !condition.holds)
  const one = missed ?? judged[0]
  if (one === undefined) return null
  const { relation, expected, observed } = one.condition
  const isOnce = missed !== undefined || judged.length === 1
  const isSame = judged.every(({ condition }) => isDeepStrictEqual(valuesOf(condition), valuesOf(one.condition)))
  const input = isOnce ? (one.input ?? null) : null
  const values = isOnce || isSame ? { relation, expected, observed, input } : null
  return { holds: missed === undefined, times: isOnce ? 1 : judged.length, values }
}

function valuesOf({ expected, observed }: Condition): Json {
  return [expected, observed]
}

/** A counterexample first, as it is the smallest input that fails. */
function byImportance({ runs }: ResultRecord): Run[] {
  return [
    ...runs.filter(({ shown }) => shown === 'counterexample'),
    ...runs.filter(({ shown }) => shown !== 'counterexample'),
  ]
}

/** Conditions of one name and side are the same one. */
function keyOf({ says, case: side }: Condition): string {
  return JSON.stringify([says, side])
}
