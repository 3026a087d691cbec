import pc from 'picocolors'
import type { ClaimDescription } from '../../evidence/schema.ts'
import { decidedText } from './decided.ts'
import type { FoundEvidence } from './find-evidence.ts'
import { byHandText, mutantsText } from './further.ts'
import { happenedText } from './happened.ts'
import { methodText, sourcesText, statementText, whyText } from './said.ts'

/** All about one claim for a terminal of some width: what is said, why, what is done, what came of it, how to see it. */
export function explanation(claim: ClaimDescription, found: FoundEvidence, columns: number): string {
  const width = Math.min(columns, WIDEST_PROSE)
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Who says so', sourcesText(claim, width)],
    ['Why', whyText(claim, width)],
    ['What is done', methodText(claim, width)],
    ['What decided', decidedText(claim, found, width)],
    ['What happened', found.kind === 'none' ? [] : happenedText(found.result, columns)],
    ['It must fail when', mutantsText(claim, width)],
    ['See it by hand', byHandText(claim, width)],
    ['Put it to the test', [`  sockproof verify ${claim.id}`]],
  ]
  const told = sections.filter(([, lines]) => lines.length > 0)
  return [
    statementText(claim, width).join('\n'),
    ...told.map(([title, lines]) => [pc.bold(title), ...lines].join('\n')),
  ].join('\n\n')
}

/** Lines of prose longer than this are hard to follow. */
const WIDEST_PROSE = 100
