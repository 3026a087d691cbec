import type { Column } from '../../ladder/model.ts'
import { visible } from '../../words/visible.ts'
import type { Frame } from './frame.ts'
import { TIME_WIDTH } from './frame.ts'
import type { Shape, TextShape } from './shapes.ts'
import { LINE, room } from './type.ts'
import { wrap } from './wrap.ts'

/** Room above the first row for the names of the columns. */
export const HEADING_HEIGHT = 78
/** The most addresses shown below a name. */
const ADDRESSES = 2

/** The names of the columns with their addresses. */
export function headings(columns: readonly Column[], frame: Frame, top: number): Shape[] {
  return columns.flatMap(({ name, role, addresses }, index): Shape[] => {
    const x = frame.columns[index] ?? 0
    const width = 2 * Math.min(110, spaceAround(frame, index))
    const line = { kind: 'text', x, anchor: 'middle', full: [name, ...addresses].join(' ') } as const
    const title: TextShape = { ...line, role: 'title', y: top + 22, lines: oneLine(visible(name), 'title', width) }
    const shown = role === 'nobody' ? addresses.slice(0, 1) : addresses.slice(0, ADDRESSES)
    return [
      title,
      ...shown.map((address, row): TextShape => {
        const lines = oneLine(visible(address), 'address', width)
        return { ...line, role: 'address', y: top + 40 + row * LINE, lines }
      }),
    ]
  })
}

/** How much room there is on the narrower side of a column for its half of a heading. */
function spaceAround({ columns, width }: Frame, index: number): number {
  const x = columns[index] ?? 0
  const left = index === 0 ? x - TIME_WIDTH / 2 : (x - (columns[index - 1] ?? 0)) / 2
  const right = index === columns.length - 1 ? width - x : ((columns[index + 1] ?? width) - x) / 2
  return Math.min(left, right) - 4
}

function oneLine(text: string, role: 'title' | 'address', width: number) {
  const lines = wrap([{ text, style: 'plain' }], room(role, width))
  const [first] = lines
  const cut = lines.length > 1 && first !== undefined
  return cut
    ? [
        [
          {
            text: `${first
              .map((span) => span.text)
              .join('')
              .slice(0, -1)}…`,
            style: 'plain' as const,
          },
        ],
      ]
    : lines
}
