import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { CallName, Request, Stack, Value } from '../calls.ts'
import { type ErrnoName, failed, type Result, succeeded } from '../result.ts'

/** A call reports another error where it should report this one. */
export function reportsInstead(call: CallName, errno: ErrnoName, instead: ErrnoName): Mutant {
  return mutant({
    name: `${call}-${errno.toLowerCase()}-is-${instead.toLowerCase()}`,
    says: `${call}() reports ${instead} where it should report ${errno}`,
    stack: (real) => answering(real, call, (result) => (result.errno === errno ? failed(instead) : result)),
  })
}

/** A call says that it succeeded where it should fail with this error. */
export function succeedsInstead<Name extends CallName>(call: Name, errno: ErrnoName, value: Value<Name>): Mutant {
  return mutant({
    name: `${call}-${errno.toLowerCase()}-is-success`,
    says: `${call}() succeeds where it should fail with ${errno}`,
    stack: (real) => answering(real, call, (result) => (result.errno === errno ? succeeded(value) : result)),
  })
}

type AnyCall = (request: Request<CallName>) => Result<unknown> | Promise<Result<unknown>>

/** One call of a stack, with its answer changed; it comes at once where the stack’s does, as calls made as another user need it. */
function answering(real: Stack, call: CallName, change: (result: Result<unknown>) => Result<unknown>): Partial<Stack> {
  const really = real[call] as AnyCall
  const changed: AnyCall = (request) => {
    const answer = really(request)
    return answer instanceof Promise ? answer.then(change) : change(answer)
  }
  return { [call]: changed }
}
