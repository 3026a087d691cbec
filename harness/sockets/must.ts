import type { ErrnoName, Result } from './result.ts'

/** A call that an experiment takes for granted failed, so the experiment cannot tell what it was made to tell. */
export class CallFailed extends Error {
  override name = 'CallFailed'
  readonly errno: ErrnoName

  constructor(host: string, call: string, errno: ErrnoName) {
    super(`On host ${host}, ${call} had to succeed for this experiment, but it failed with ${errno}.`)
    this.errno = errno
  }
}

/** The value of a call that must succeed. */
export async function must<Value>(host: string, call: string, result: Promise<Result<Value>>): Promise<Value> {
  const { value, errno } = await result
  if (errno !== null) throw new CallFailed(host, call, errno)
  return value
}
