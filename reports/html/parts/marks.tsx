import type { Outcome, Reading } from '../../../harness/evidence/schema.ts'
import { OUTCOME_MEANING, READING_MEANING } from '../../words/verdicts.ts'

/** A verdict as word and shape, so that it is told without colour too. */
export function VerdictMark({ outcome }: { outcome: Outcome }) {
  return (
    <span class={`mark verdict-${outcome}`} title={OUTCOME_MEANING[outcome]}>
      <Icon shape={OUTCOME_SHAPES[outcome]} />
      {outcome}
    </span>
  )
}

/** A reading as word and shape. */
export function ReadingMark({ reading }: { reading: Reading }) {
  return (
    <span class={`mark reading-${reading}`} title={READING_MEANING[reading]}>
      <Icon shape={READING_SHAPES[reading]} />
      {reading}
    </span>
  )
}

/** Whether a condition was met, or a mutant was killed. */
export function YesNo({ yes, yesWord, noWord }: { yes: boolean; yesWord: string; noWord: string }) {
  return (
    <span class={`mark verdict-${yes ? 'pass' : 'fail'}`}>
      <Icon shape={OUTCOME_SHAPES[yes ? 'pass' : 'fail']} />
      {yes ? yesWord : noWord}
    </span>
  )
}

/** The shapes of verdicts and readings, once for a page that has them in thousands; {@link Shape} refers to them. */
export function Shapes() {
  return (
    <svg class="unseen" width="0" height="0" aria-hidden="true" focusable="false">
      {[...Object.entries(OUTCOME_SHAPES), ...Object.entries(READING_SHAPES)].map(([name, shape]) => (
        <symbol id={`shape-${name}`} viewBox="0 0 16 16">
          <Drawn shape={shape} />
        </symbol>
      ))}
    </svg>
  )
}

/** The shape of a verdict or reading, on a page that has {@link Shapes}. Its word must stand beside it. */
export function Shape({ of }: { of: Outcome | Reading }) {
  return (
    <svg class="icon" width="16" height="16" aria-hidden="true" focusable="false">
      <use href={`#shape-${of}`} />
    </svg>
  )
}

/** A shape of the same size as the letters beside it. */
function Icon({ shape }: { shape: readonly IconPart[] }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <Drawn shape={shape} />
    </svg>
  )
}

/** A rule for `.icon .filled` does not reach into what `use` refers to; an attribute does. */
function Drawn({ shape }: { shape: readonly IconPart[] }) {
  return (
    <>
      {shape.map(({ d, filled }) => (
        <path d={d} class={filled ? 'filled' : 'drawn'} fill={filled ? 'currentColor' : undefined} />
      ))}
    </>
  )
}

interface IconPart {
  readonly d: string
  readonly filled: boolean
}

const drawn = (d: string): IconPart => ({ d, filled: false })
const filled = (d: string): IconPart => ({ d, filled: true })
const CIRCLE = 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0 -13z'

/** Tick in a circle, cross in a diamond, question mark in a triangle, bar in a square, empty circle. */
const OUTCOME_SHAPES: Readonly<Record<Outcome, readonly IconPart[]>> = {
  pass: [drawn(CIRCLE), drawn('M4.8 8.3l2.2 2.3l4.2 -4.9')],
  fail: [drawn('M8 .9L15.1 8L8 15.1L.9 8z'), drawn('M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6')],
  unresolved: [drawn('M8 1.3L15 14.2H1z'), drawn('M8 5.6v4.2'), filled('M7.2 11.2h1.6v1.6h-1.6z')],
  unsupported: [drawn('M1.8 1.8h12.4v12.4h-12.4z'), drawn('M4.8 8h6.4')],
  untested: [drawn('M8 2.8a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 1 0 0 -10.4z')],
}

/** A full circle, a half one, one that is struck through. */
const READING_SHAPES: Readonly<Record<Reading, readonly IconPart[]>> = {
  holds: [filled('M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0 -11z')],
  qualified: [drawn('M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0 -11z'), filled('M8 2.5a5.5 5.5 0 0 0 0 11z')],
  contradicted: [drawn('M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0 -11z'), drawn('M4.2 11.8l7.6 -7.6')],
}
