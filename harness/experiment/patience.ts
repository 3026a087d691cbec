import { setTimeout as after, setImmediate as turn } from 'node:timers/promises'
import type { Answer } from '../sockets/must.ts'
import { failed, type Result } from '../sockets/result.ts'

/** Characters of what was seen last that an error shows: whole packets would make it unreadable. */
const LONGEST_TEXT = 500

/** What an experiment waited for did not come about. */
export class Overdue extends Error {
  override name = 'Overdue'

  constructor(what: string, seconds: number, seen: unknown) {
    const text = JSON.stringify(seen) ?? 'nothing'
    const lastSeen = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
    super(`Waited ${seconds.toFixed(1)} s for ${what}, which did not come about; last seen: ${lastSeen}.`)
  }
}

/** How often a condition is looked at, at the least, before a deadline counts: a starved process gets more time. */
const LOOKS = 60
const SPINS = 20
const LONGEST_PAUSE = 20

/** Waits for observable conditions, never for a fixed time. */
export class Patience {
  readonly #milliseconds: number
  readonly #signal: AbortSignal

  /** @param milliseconds how long to wait at the least before giving up */
  constructor(milliseconds: number, signal: AbortSignal) {
    this.#milliseconds = milliseconds
    this.#signal = signal
  }

  /** Observes until what is seen is accepted; throws {@link Overdue} if that does not come about. */
  async until<Seen>(what: string, observe: () => Seen | Promise<Seen>, accept: (seen: Seen) => boolean): Promise<Seen> {
    const { seen, accepted, waited } = await this.#watch(observe, accept)
    if (!accepted) throw new Overdue(what, waited / 1000, seen)
    return seen
  }

  /** Observes until what is seen is accepted, or waiting is over; gives what was seen last, for the judge. */
  async eventually<Seen>(observe: () => Seen | Promise<Seen>, accept: (seen: Seen) => boolean): Promise<Seen> {
    return (await this.#watch(observe, accept)).seen
  }

  /**
   * What a call answers, or `no answer` in place of an error if it still waits when waiting is over: for calls that come
   * back on a right stack and might not on a wrong one.
   */
  async answered<Value>(answer: Answer<Value>): Promise<Result<Value>> {
    if (!(answer instanceof Promise)) return answer
    const seen: { result: Result<Value>; waits: boolean } = { result: failed('no answer'), waits: true }
    const back = answer
      .then((result) => {
        seen.result = result
        return result
      })
      .finally(() => {
        seen.waits = false
      })
    const watched = this.eventually(
      () => seen,
      ({ waits }) => !waits,
    )
    return Promise.race([back, watched.then(({ result }) => result)])
  }

  async #watch<Seen>(observe: () => Seen | Promise<Seen>, accept: (seen: Seen) => boolean) {
    const start = performance.now()
    for (let looks = 1; ; looks += 1) {
      this.#signal.throwIfAborted()
      const seen = await observe()
      const waited = performance.now() - start
      if (accept(seen)) return { seen, accepted: true, waited }
      if (waited > this.#milliseconds && looks > LOOKS) return { seen, accepted: false, waited }
      if (looks < SPINS) await turn()
      else await after(Math.min(LONGEST_PAUSE, looks - SPINS + 1))
    }
  }
}
