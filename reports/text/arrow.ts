import type { Mark, PacketItem } from '../ladder/model.ts'
import { isLost, packetLabel, span } from '../ladder/sides.ts'
import type { Canvas } from './canvas.ts'
import type { Grid } from './grid.ts'

/** Draws a packet between two columns, or the part of its way that falls into this row. */
export function drawArrow(
  canvas: Canvas,
  line: number,
  item: PacketItem,
  part: Mark['part'],
  columns: number,
  grid: Grid,
): void {
  const { start, end } = span(item, columns)
  const [from, to] = [grid.columns[start] ?? 0, grid.columns[end] ?? 0]
  const label = part === 'ends' ? '' : packetLabel(item)
  if (start === end) {
    canvas.put(line, from, `├─ ${label} ─↺`)
    return
  }
  const rightwards = from < to
  const [left, right] = rightwards ? [from, to] : [to, from]
  canvas.put(line, left + 1, '─'.repeat(right - left - 1))
  if (label !== '') canvas.put(line, labelPlace(start, rightwards, grid), ` ${label} `)
  const tail = part === 'ends' ? '┈' : item.from === null ? '?' : rightwards ? '├' : '┤'
  const head = part === 'begins' ? '┈' : isLost(item) ? '✕' : rightwards ? '▶' : '◀'
  canvas.put(line, rightwards ? right - 1 : left + 1, head)
  canvas.put(line, from, tail)
}

/** Labels stand at the left of the lane next to the sender, so that they line up whichever way they go. */
function labelPlace(start: number, rightwards: boolean, grid: Grid): number {
  return (grid.columns[rightwards ? start : start - 1] ?? 0) + 3
}
