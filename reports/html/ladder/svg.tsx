import { Arrow, Loop } from './arrow.tsx'
import type { Drawing, Shape, Sheet, TextShape } from './shapes.ts'
import { LINE, lineText } from './type.ts'

/** A drawing wider than this is made a little smaller where the page is narrower. */
const WIDE = 1000

/** What the drawing is, for those who do not see it; the same in words stands beside it. */
export interface DrawingProps {
  readonly drawing: Drawing
  readonly title: string
  readonly description: string
  /** Unique within the page. */
  readonly id: string
}

/** A ladder as inline SVG, sheet below sheet. */
export function LadderDrawing({ drawing, title, description, id }: DrawingProps) {
  return (
    <>
      {drawing.sheets.map((sheet, index) => (
        <SheetDrawing
          sheet={sheet}
          width={drawing.width}
          id={`${id}-${index + 1}`}
          title={drawing.sheets.length > 1 ? `${title}, part ${index + 1} of ${drawing.sheets.length}` : title}
          description={description}
        />
      ))}
    </>
  )
}

function SheetDrawing({
  sheet,
  width,
  id,
  title,
  description,
}: Omit<DrawingProps, 'drawing'> & { sheet: Sheet; width: number }) {
  const height = Math.ceil(sheet.height)
  return (
    <svg
      class={width > WIDE ? 'sheet wide' : 'sheet'}
      role="img"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      width={width}
      height={height}
      viewBox={`0 ${sheet.top} ${width} ${height}`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      {sheet.shapes.map((shape) => (
        <ShapeDrawing shape={shape} />
      ))}
    </svg>
  )
}

function ShapeDrawing({ shape }: { shape: Shape }) {
  switch (shape.kind) {
    case 'text':
      return <Text {...shape} />
    case 'arrow':
      return <Arrow {...shape} />
    case 'loop':
      return <Loop {...shape} />
    case 'bar': {
      const state = `bar ${shape.state}${shape.blocked ? ' blocked' : ''}`
      return <rect class={state} x={shape.x - 4} y={shape.y} width="8" height={shape.height} rx="2" />
    }
    case 'lifeline':
      return <path class={shape.broken ? 'lifeline broken' : 'lifeline'} d={`M${shape.x} ${shape.y}v${shape.height}`} />
    case 'break':
      return <path class="break" d={`M${shape.x - 8} ${shape.y + 1}l16 -6v7l-16 6zm0 0l16 -6m0 7l-16 6`} />
    case 'cover':
      return <rect class="cover" x="0" y={shape.y} width={shape.width} height={shape.height} />
    case 'rule':
      return <path class="rule" d={`M${shape.x} ${shape.y}h${shape.width}`} />
  }
}

function Text({ role, x, y, anchor, lines, full }: TextShape) {
  const isWhole = lines.map(lineText).join(' ').replace(/\s+/g, ' ') === full.replace(/\s+/g, ' ')
  return (
    <text class={role} x={x} y={y} text-anchor={anchor}>
      {isWhole ? null : <title>{full}</title>}
      {lines.map((line, row) => (
        <tspan x={x} y={y + row * LINE}>
          {line.map(({ text, style }) => (
            <tspan class={style}>{text}</tspan>
          ))}
        </tspan>
      ))}
    </text>
  )
}
