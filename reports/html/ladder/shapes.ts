import type { PacketNature } from '../../packets/view.ts'

/** A run of text in one style. */
export interface Span {
  readonly text: string
  readonly style: SpanStyle
}

/** `who` a socket's name, `asked` and `outcome` the two halves of a call, `failed` an outcome that is an error. */
type SpanStyle = 'who' | 'asked' | 'outcome' | 'failed' | 'source' | 'plain'

/** What a text in the drawing is for; decides its typeface. */
export type TextRole = 'call' | 'note' | 'packet' | 'step' | 'time' | 'gap' | 'title' | 'address'

/** Text that stands somewhere; `y` is the baseline of its first line. */
export interface TextShape {
  readonly kind: 'text'
  readonly role: TextRole
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  readonly lines: readonly (readonly Span[])[]
  /** All that would be said if there were room. */
  readonly full: string
}

/** A packet's way. */
export interface ArrowShape {
  readonly kind: 'arrow'
  readonly nature: PacketNature
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  readonly lost: boolean
  readonly full: string
}

/** A packet that a host sends to itself. */
export interface LoopShape {
  readonly kind: 'loop'
  readonly nature: PacketNature
  readonly side: 'left' | 'right'
  readonly x: number
  readonly y: number
  readonly full: string
}

/** The time that a call takes. */
export interface BarShape {
  readonly kind: 'bar'
  readonly x: number
  readonly y: number
  readonly height: number
  readonly state: 'returned' | 'failed' | 'open'
  /** True if it stood while other things happened. */
  readonly blocked: boolean
}

/** A stretch of the line of a host's life, broken where time is left out. */
interface LifelineShape {
  readonly kind: 'lifeline'
  readonly x: number
  readonly y: number
  readonly height: number
  readonly broken: boolean
}

/** Where a bar stands for longer than it is drawn. */
export interface BreakShape {
  readonly kind: 'break'
  readonly x: number
  readonly y: number
}

/** A thin line across, behind a step of the experiment. */
export interface RuleShape {
  readonly kind: 'rule'
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Blank paper under the headings of a sheet that continues another. */
interface CoverShape {
  readonly kind: 'cover'
  readonly y: number
  readonly width: number
  readonly height: number
}

export type Shape = TextShape | ArrowShape | LoopShape | BarShape | LifelineShape | BreakShape | RuleShape | CoverShape

/** A part of the drawing that stays on one page when printed. */
export interface Sheet {
  readonly top: number
  readonly height: number
  readonly shapes: readonly Shape[]
}

/** A whole ladder as shapes. */
export interface Drawing {
  readonly width: number
  readonly sheets: readonly Sheet[]
}
