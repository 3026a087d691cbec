import type { CallItem, Mark, PacketItem } from '../ladder/model.ts'
import { isLost, span } from '../ladder/sides.ts'
import type { Canvas } from './canvas.ts'
import type { SlimGrid } from './slim-grid.ts'

/** Draws a mark in the column where it happened, or between two of them: `●` a call, `○` a note, `├──▶` a packet. */
export function drawSlimMark(canvas: Canvas, line: number, mark: Mark, grid: SlimGrid, running: Set<CallItem>): void {
  const { item, part } = mark
  if (item.kind === 'packet') {
    drawArrow(canvas, line, item, part, grid)
    return
  }
  if (item.column === null) return
  const place = grid.columns[item.column] ?? 0
  if (item.kind === 'note') {
    canvas.put(line, place, '○')
    return
  }
  canvas.put(line, place, part === 'whole' ? '●' : part === 'begins' ? '┏' : '┗')
  if (part === 'begins') running.add(item)
  if (part === 'ends') running.delete(item)
}

function drawArrow(canvas: Canvas, line: number, item: PacketItem, part: Mark['part'], { columns }: SlimGrid): void {
  const { start, end } = span(item, columns.length)
  const [from, to] = [columns[start] ?? 0, columns[end] ?? 0]
  if (start === end) {
    canvas.put(line, from, '↺')
    return
  }
  const rightwards = from < to
  const [left, right] = rightwards ? [from, to] : [to, from]
  canvas.put(line, left + 1, '─'.repeat(right - left - 1))
  const head = part === 'begins' ? '┈' : isLost(item) ? '✕' : rightwards ? '▶' : '◀'
  canvas.put(line, rightwards ? right - 1 : left + 1, head)
  canvas.put(line, from, part === 'ends' ? '┈' : item.from === null ? '?' : rightwards ? '├' : '┤')
}
