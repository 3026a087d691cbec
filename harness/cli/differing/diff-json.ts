import { type Cell, whyOf } from '../../../reports/runs/cell.ts'
import type { Change, TwoRuns } from '../../../reports/runs/changes.ts'
import type { Column } from '../../../reports/runs/column.ts'

/** What changed between two runs, as JSON for programs. Texts are as the evidence has them. */
export function diffJson({ before, after, changes, unchanged, environment }: TwoRuns): string {
  const value = {
    format: 'sockproof-diff',
    version: 1,
    before: runJson(before),
    after: runJson(after),
    changes: changes.map(changeJson),
    unchanged: unchanged.length,
    environment: environment.map(({ name, values }) => ({ name, before: values[0], after: values[1] })),
  }
  return JSON.stringify(value, null, 2)
}

function runJson({ evidence: { header }, completeness: { complete } }: Column) {
  const { run, stack, agent, lab, startedAt, fingerprint } = header
  return { run, stack, agent, lab, startedAt, kernel: fingerprint.kernel, complete }
}

function changeJson({ row, before, after, turn }: Change) {
  return { claim: row.id, turn, before: cellJson(before), after: cellJson(after) }
}

/** Null if the claim was not part of that run. */
function cellJson(cell: Cell | null) {
  if (cell === null) return null
  const { entry, outcome, standing } = cell
  return { verdict: outcome, standing, shownReading: entry.main?.shownReading ?? null, reason: whyOf(cell).reason }
}
