import pc from 'picocolors'
import { visible, visibleLines } from '../../../reports/words/visible.ts'
import { wrap } from '../../../reports/words/wrap.ts'
import type { ClaimDescription } from '../../evidence/schema.ts'

/** What the check must notice. */
export function mutantsText({ mutants }: ClaimDescription, width: number): readonly string[] {
  return mutants.flatMap(({ name, says }) => [
    ...wrap(visible(says), { width, first: '  - ', rest: '    ' }),
    pc.dim(`    ${visible(name)}`),
  ])
}

/** Commands to type, each with what to look for. A command is not wrapped, so that it can be copied. */
export function byHandText({ byHand }: ClaimDescription, width: number): readonly string[] {
  return byHand.flatMap(({ run, see }) => [
    ...visibleLines(run)
      .split('\n')
      .map((line, index) => `  ${index === 0 ? '$ ' : '  '}${pc.cyan(line)}`),
    ...wrap(visible(see), { width, first: '    → ', rest: '      ' }),
  ])
}
