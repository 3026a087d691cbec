import type { Trace } from '../../harness/evidence/trace-schema.ts'
import type { LabHost } from '../ladder/columns.ts'
import { textLadder } from './ladder.ts'
import { slimLadder } from './slim-ladder.ts'

/** A trace as a ladder of text that is no wider than asked: with its labels at the columns, or beside them if need be. */
export function fittingLadder(trace: Trace, hosts: readonly LabHost[], width: number): string {
  const wide = textLadder(trace, hosts)
  const fits = wide.split('\n').every((line) => [...line].length <= width)
  return fits ? wide : slimLadder(trace, hosts, width)
}
