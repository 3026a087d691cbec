import type { Outcome, Reading, ResultRecord } from '../../harness/evidence/schema.ts'
import { whens } from '../catalogue/cases.ts'
import { isCaught } from '../catalogue/entry.ts'
import { count } from './count.ts'
import { visible } from './visible.ts'

/** What a reading and a verdict come to together, in one or two sentences. */
export function meaning(result: ResultRecord): string {
  const { outcome, reason } = result.verdict
  const because = reason === null ? '.' : `: ${sentence(reason)}`
  switch (outcome) {
    case 'pass':
      return passed(result)
    case 'fail':
      return `${EXPECTED[result.claim.reading]} This run showed otherwise${because}`
    case 'unresolved':
      return `The set-up broke or the evidence is incomplete, so nothing is known from this run${because}`
    case 'unsupported':
      return `This machine lacks what the claim needs, so it was not put to the test${because}`
    case 'untested':
      return `The run ended before it came to this claim${because}`
  }
}

function passed(result: ResultRecord): string {
  const trueWhen = phrases(whens(result, 'true-case'))
  const butNot = shortPhrases(whens(result, 'counterexample'))
  switch (result.claim.reading) {
    case 'holds':
      return 'The sentence is true as said, and this machine showed it.'
    case 'qualified':
      if (trueWhen === '' || butNot === '')
        return 'The sentence is too broad: this run showed where it is true and where it is not.'
      return `The sentence is too broad: it is true when ${trueWhen}, and not when ${butNot}.`
    case 'contradicted':
      return `The sentence is wrong, and this machine showed it${butNot === '' ? '' : `: it is not so when ${butNot}`}.`
  }
}

const EXPECTED: Readonly<Record<Reading, string>> = {
  holds: 'The catalogue says that the sentence is true.',
  qualified: 'The catalogue says that the sentence is true only under a condition.',
  contradicted: 'The catalogue says that the sentence is wrong.',
}

/** What came of a check that was tried only on stacks that were made wrong on purpose. */
export function mutantMeaning(mutants: readonly ResultRecord[]): string {
  const killed = mutants.filter(isCaught).length
  return `In this run the check was tried on ${count(mutants.length, 'stack')} made wrong on purpose, and failed on ${killed === mutants.length ? 'each' : `${killed} of them`}.`
}

/** The next thing to try, for what did not come out as expected. */
export function nextStep(outcome: Outcome): string | null {
  switch (outcome) {
    case 'fail':
      return 'Next: look at the first condition marked ✕ below, then at what the ladder shows just before it.'
    case 'unresolved':
      return 'Next: do it again with the command below; if it breaks again, the detail says where.'
    case 'unsupported':
      return 'Next: sockproof doctor names what is missing and how to get it.'
    case 'untested':
      return 'Next: run it alone with sockproof verify and its name.'
    case 'pass':
      return null
  }
}

/** The first of many cases, and how many more the page shows. */
function shortPhrases(texts: readonly string[]): string {
  if (texts.length < 3) return phrases(texts)
  return `${phrases(texts.slice(0, 1))}, nor in ${texts.length - 1} other cases shown below`
}

function phrases(texts: readonly string[]): string {
  return texts
    .map((text) =>
      visible(text)
        .replace(/[.\s]+$/, '')
        .replace(/^when /i, ''),
    )
    .join(', or when ')
}

/** Text from evidence as a sentence of its own. */
export function sentence(text: string): string {
  const shown = visible(text.trim())
  return /[.!?]$/.test(shown) ? shown : `${shown}.`
}
