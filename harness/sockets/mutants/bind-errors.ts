import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { Value } from '../calls.ts'
import type { Answer } from '../must.ts'
import { type ErrnoName, failed, type Result, succeeded } from '../result.ts'

/** bind() reports one error in place of another. */
export function bindReports(instead: ErrnoName, where: ErrnoName): Mutant {
  return bindAnswers(
    `bind-reports-${instead.toLowerCase()}-for-${where.toLowerCase()}`,
    `bind() reports ${instead} where ${where} is due`,
    (result) => (result.errno === where ? failed(instead) : result),
  )
}

/** bind() says that it succeeded where it failed with one error. */
export function bindHides(errno: ErrnoName): Mutant {
  return bindAnswers(`bind-hides-${errno.toLowerCase()}`, `bind() succeeds where ${errno} is due`, (result) =>
    result.errno === errno ? succeeded(0) : result,
  )
}

/** A stack whose bind() answers otherwise than it did; as soon as it did, for calls made as another user. */
function bindAnswers(name: string, says: string, change: (result: Result<Value<'bind'>>) => Result<0>): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => ({
      bind: (request) => {
        const answer: Answer<0> = real.bind(request)
        return answer instanceof Promise ? answer.then(change) : change(answer)
      },
    }),
  })
}
