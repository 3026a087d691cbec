import type { CallName, Fd } from '../calls.ts'
import type { SocketsLibrary } from './library.ts'
import { noNeedToWakeAtExit, wakeAtExit } from './wake-at-exit.ts'

/** A call that was handed to another thread and has not come back. */
interface CallInFlight {
  readonly name: CallName
  readonly fds: readonly Fd[]
  readonly answer: Promise<unknown>
}

/**
 * The calls of one stack that are on other threads. While one is there its descriptor number must not be given to
 * another file, or the call may act on the wrong one (close(2), "Multithreaded processes and close()").
 */
export class InFlight {
  readonly #library: Pick<SocketsLibrary, 'wake'>
  readonly #calls = new Set<CallInFlight>()

  constructor(library: Pick<SocketsLibrary, 'wake'>) {
    this.#library = library
  }

  /** How many calls are in flight: on this descriptor, or in all. */
  count(fd?: Fd): number {
    return this.#of(fd).length
  }

  /** Counts a call from now until its answer is there; gives the answer. */
  track<Answer>(name: CallName, fds: readonly Fd[], answer: Promise<Answer>): Promise<Answer> {
    const entry: CallInFlight = { name, fds, answer }
    this.#calls.add(entry)
    wakeAtExit(this, (fd) => this.#library.wake(fd))
    return answer.finally(() => {
      this.#calls.delete(entry)
      if (this.#calls.size === 0) noNeedToWakeAtExit(this)
    })
  }

  /** The names of the calls in flight on this descriptor. */
  names(fd: Fd): CallName[] {
    return this.#of(fd).map((entry) => entry.name)
  }

  /** The descriptors that calls in flight are about. */
  fds(): Set<Fd> {
    return new Set(this.#of().flatMap((entry) => entry.fds))
  }

  /** Waits until no call is in flight: on this descriptor, or at all. */
  async settled(fd?: Fd): Promise<void> {
    for (let calls = this.#of(fd); calls.length > 0; calls = this.#of(fd)) {
      await Promise.allSettled(calls.map((entry) => entry.answer))
    }
  }

  /** The calls in flight: on this descriptor, or all. */
  #of(fd?: Fd): CallInFlight[] {
    const calls = [...this.#calls]
    return fd === undefined ? calls : calls.filter((entry) => entry.fds.includes(fd))
  }
}
