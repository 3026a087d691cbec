import { expectationAdvice } from '../../evidence/expectation-state.ts'
import type { ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'

/**
 * What is unexpected as workflow commands of GitHub Actions, which shows them beside the change: an error for each, and a
 * warning for what could not be tested.
 */
export function githubAnnotations(results: readonly ResultRecord[]): readonly string[] {
  return results.flatMap((result) => {
    const { claim, mutant, verdict, again } = result
    const isUntested = verdict.outcome === 'unsupported'
    if (isExpected(result) && !isUntested) return []
    const title = `${claim.id}${mutant === null ? '' : ` on ${mutant.name}`}: ${verdict.outcome}`
    const message = `${claim.says}\n${expectationAdvice(result) ?? verdict.reason ?? ''}\nAgain: ${again}`
    return [`::${isUntested ? 'warning' : 'error'} title=${property(title)}::${data(message)}`]
  })
}

/** Workflow commands are lines, so a line end within one is written as %0A. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
