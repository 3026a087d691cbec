import type { Frame } from './frame.ts'
import type { PlacedRow } from './place-rows.ts'
import type { Shape } from './shapes.ts'

/** The lines down from each column's name, dotted where time or events are left out. */
export function lifelines(rows: readonly PlacedRow[], { columns }: Frame): Shape[] {
  const stretches: { y: number; height: number; broken: boolean }[] = []
  for (const { row, top, height } of rows) {
    const broken = row.kind !== 'marks'
    const last = stretches.at(-1)
    if (last !== undefined && last.broken === broken) last.height += height
    else stretches.push({ y: top, height, broken })
  }
  return columns.flatMap((x) => stretches.map((stretch) => ({ kind: 'lifeline' as const, x, ...stretch })))
}
