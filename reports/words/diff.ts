import { TURNS, type Turn, type TwoRuns } from '../runs/changes.ts'
import { count, list } from './count.ts'

/** What each turn is called. */
export const TURN_WORDS: Readonly<Record<Turn, string>> = {
  worse: 'worse',
  lost: 'no longer tested',
  otherwise: 'otherwise than before',
  mended: 'mended',
  gained: 'now tested',
}

/** What each turn says, in a sentence. */
export const TURN_MEANING: Readonly<Record<Turn, string>> = {
  worse: 'They fail or are unresolved now, and were not, or were not tested.',
  lost: 'They are not put to the test any more, or are not part of the later run.',
  otherwise: 'Another verdict or reading, neither better nor worse than what is expected of the stack.',
  mended: 'They failed or were unresolved, and are as expected now.',
  gained: 'They are put to the test now, or are new, and are as expected.',
}

/** What changed between two runs in one sentence: `3 of 169 claims changed: 1 worse and 2 mended.` */
export function diffSentence({ changes, unchanged }: TwoRuns): string {
  const all = count(changes.length + unchanged.length, 'claim')
  if (changes.length === 0) return `${all}: nothing changed.`
  const turns = TURNS.map((turn) => [turn, changes.filter((change) => change.turn === turn).length] as const)
  const told = turns.filter(([, number]) => number > 0).map(([turn, number]) => `${number} ${TURN_WORDS[turn]}`)
  return `${changes.length} of ${all} changed: ${list(told)}.`
}
