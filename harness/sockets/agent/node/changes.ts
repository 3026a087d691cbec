import { setImmediate as turn } from 'node:timers/promises'
import { failed, type Result } from '../../result.ts'

/** Tells those who wait that something about a socket is otherwise than before. */
export class Changes {
  readonly #waiting = new Set<() => void>()
  #cancelled = 0

  /** How often it was cancelled. */
  get cancelled(): number {
    return this.#cancelled
  }

  tell(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const go of waiting) go()
  }

  /** Ends what waits now with ECANCELED. */
  cancel(): void {
    this.#cancelled += 1
    this.tell()
  }

  /** Tries until there is an answer, again after each change; ECANCELED if it was cancelled meanwhile. */
  async until<Value>(tryIt: () => Result<Value> | undefined): Promise<Result<Value>> {
    const before = this.#cancelled
    for (;;) {
      const answer = tryIt()
      if (answer !== undefined) return answer
      await this.next()
      if (this.#cancelled !== before) return failed('ECANCELED')
    }
  }

  /** Like {@link until}, but EAGAIN where there is no answer although Node has asked the kernel what there is. */
  async now<Value>(tryIt: () => Result<Value> | undefined): Promise<Result<Value>> {
    await loopHasPolled()
    return tryIt() ?? failed('EAGAIN')
  }

  /** The next change. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve))
  }
}

/**
 * Waits until libuv has asked the kernel for events once more. The first turn ends the poll phase that is going on, with
 * events of before; the second one has a poll phase of its own.
 */
export async function loopHasPolled(): Promise<void> {
  await turn()
  await turn()
}
