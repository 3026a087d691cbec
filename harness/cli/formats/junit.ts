import { expectationAdvice } from '../../evidence/expectation-state.ts'
import type { Evidence } from '../../evidence/read.ts'
import type { ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import { type Element, element } from './xml.ts'

/** How JUnit calls what came of a test. */
type Kind = 'passed' | 'failure' | 'error' | 'skipped'

interface Case {
  readonly id: string
  readonly name: string
  readonly kind: Kind
  readonly seconds: number
  /** One line. */
  readonly message: string
  readonly text: string
}

/**
 * A run as JUnit XML, a suite for each chapter: what is not as expected is a failure (an error if it was unresolved), and
 * what could not be tested or was not reached is skipped with its reason. It is made from evidence, so that a claim whose
 * process was lost is in it too.
 */
export function junit({ header, results }: Evidence): string {
  const reached = new Set(results.map(({ claim }) => claim.id))
  const cases = [...results.map(caseOf), ...header.plan.claims.filter((id) => !reached.has(id)).map(notReached)]
  const chapters = [...new Set(cases.map(chapterOf))]
  const suites = chapters.map((chapter) => {
    const own = cases.filter((one) => chapterOf(one) === chapter)
    return element('testsuite', { name: chapter, ...counts(own) }, own.map(testcase))
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'sockproof', ...counts(cases) }, suites)}\n`
}

function caseOf(result: ResultRecord): Case {
  const { claim, mutant, repeat, verdict, milliseconds, again } = result
  const name = [
    claim.id,
    ...(mutant === null ? [] : [`on ${mutant.name}`]),
    ...(repeat === 0 ? [] : [`run ${repeat + 1}`]),
  ]
  return {
    id: claim.id,
    name: name.join(' '),
    kind: kindOf(result),
    seconds: milliseconds / 1000,
    message: expectationAdvice(result) ?? `${verdict.outcome}: ${verdict.reason ?? ''}`,
    text: [claim.says, expectationAdvice(result), verdict.reason, verdict.detail, `Again: ${again}`]
      .filter((line) => line !== null)
      .join('\n'),
  }
}

function kindOf(result: ResultRecord): Kind {
  const { outcome } = result.verdict
  if (outcome === 'unsupported' || outcome === 'untested') return 'skipped'
  if (isExpected(result)) return 'passed'
  return outcome === 'unresolved' ? 'error' : 'failure'
}

function notReached(id: string): Case {
  const message = 'untested: the run ended before this claim was reached'
  return { id, name: id, kind: 'skipped', seconds: 0, message, text: message }
}

function chapterOf({ id }: Case): string {
  return id.split('/')[0] ?? id
}

function testcase({ name, id, kind, seconds, message, text }: Case): Element {
  const said = kind === 'passed' ? [] : [element(kind, { message }, kind === 'skipped' ? [] : [text])]
  return element('testcase', { name, classname: id.replaceAll('/', '.'), time: seconds.toFixed(3) }, said)
}

function counts(cases: readonly Case[]) {
  const number = (kind: Kind) => String(cases.filter((one) => one.kind === kind).length)
  const time = cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3)
  return {
    tests: String(cases.length),
    failures: number('failure'),
    errors: number('error'),
    skipped: number('skipped'),
    time,
  }
}
