import type { ErrnoName, Result } from './result.ts'

/** What a stack answers: at once, or when a call that had to wait is back. */
export type Answer<Value> = Result<Value> | Promise<Result<Value>>

/** A call that an experiment takes for granted failed, so the experiment cannot tell what it was made to tell. */
export class CallFailed extends Error {
  override name = 'CallFailed'
  readonly errno: ErrnoName

  constructor(host: string, call: string, errno: ErrnoName) {
    super(`On host ${host}, ${call} had to succeed for this experiment, but it failed with ${errno}.`)
    this.errno = errno
  }
}

/**
 * The value of a call that must succeed. An answer that is there already is taken without waiting, for the sake of
 * experiments of many thousand calls; so is the text of the call made only when it is needed.
 */
export function must<Value>(host: string, call: () => string, answer: Answer<Value>): Promise<Value> {
  const take = ({ value, errno }: Result<Value>): Promise<Value> =>
    errno === null ? Promise.resolve(value) : Promise.reject(new CallFailed(host, call(), errno))
  return answer instanceof Promise ? answer.then(take) : take(answer)
}

/** The answer with its value changed, if it has one. */
export function withValue<Value, Other>(answer: Answer<Value>, change: (value: Value) => Other): Answer<Other> {
  const apply = (result: Result<Value>): Result<Other> =>
    result.errno === null ? { value: change(result.value), errno: null } : result
  return answer instanceof Promise ? answer.then(apply) : apply(answer)
}
