import pc from 'picocolors'
import { visible } from '../../../reports/words/visible.ts'
import { wrap } from '../../../reports/words/wrap.ts'
import type { ClaimDescription } from '../../evidence/schema.ts'
import { KIND_SIGNS } from '../text/kinds.ts'
import { KIND_MEANING, LEVEL_MEANING, READING_SENTENCE } from './meaning.ts'

/** The statement, and what it is worth. */
export function statementText({ id, says, reading, level, kind }: ClaimDescription, width: number): readonly string[] {
  return [
    pc.dim(id),
    ...wrap(visible(says), { width }).map(pc.bold),
    '',
    ...named('Reading', `${reading}: ${READING_SENTENCE[reading]}`, width),
    ...named('Level', `${level}: ${LEVEL_MEANING[level]}`, width),
    ...named('Kind', `${KIND_SIGNS[kind]} ${kind}: ${KIND_MEANING[kind]}`, width),
  ]
}

/** What it rests on, with addresses to look it up. */
export function sourcesText({ sources }: ClaimDescription, width: number): readonly string[] {
  return sources.flatMap(({ name, where, url }) => [
    ...wrap(visible(where === null ? name : `${name}, ${where}`), { width, first: '  - ', rest: '    ' }),
    ...(url === null ? [] : [pc.dim(`    ${visible(url)}`)]),
  ])
}

/** The reason. */
export function whyText({ why }: ClaimDescription, width: number): readonly string[] {
  return why === '' ? [] : wrap(visible(why), { width, first: '  ' })
}

/** What is done, step by step. */
export function methodText({ method, waitsFor }: ClaimDescription, width: number): readonly string[] {
  const steps = method.flatMap((step, index) =>
    wrap(visible(step), { width, first: `  ${index + 1}. `, rest: '     ' }),
  )
  const waiting =
    waitsFor === null ? [] : wrap(visible(`Most of its time it waits. ${waitsFor}`), { width, first: '  ', rest: '  ' })
  return [...steps, ...waiting]
}

const NAME_WIDTH = 9

/** A name with what is said of it, the latter in a column of its own. */
function named(name: string, text: string, width: number): readonly string[] {
  return wrap(text, { width, first: name.padEnd(NAME_WIDTH), rest: ' '.repeat(NAME_WIDTH) })
}
