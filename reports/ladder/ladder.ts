import type { Trace } from '../../harness/evidence/trace-schema.ts'
import type { LabHost } from './columns.ts'
import { cut } from './cut.ts'
import { timeline } from './items.ts'
import { marksOf } from './marks.ts'
import type { Ladder } from './model.ts'
import { rowsOf } from './rows.ts'

/** Makes a ladder of a trace: who did what, in order, one row after the other. */
export function ladderOf(trace: Trace, hosts: readonly LabHost[]): Ladder {
  const { columns, items, noise } = timeline(trace, hosts)
  return { columns, rows: cut(rowsOf(marksOf(items), columns.length)), noise, elided: trace.elided }
}
