import { kill } from 'node:process'
import type { ResultRecord } from '../evidence/schema.ts'
import { type Begun, milliseconds, type Spool } from './spool.ts'

const LOOK_EVERY = 250

/** Beyond its deadline a claim needs time to write its timeline down and to take its lab apart. */
function grace(deadline: number): number {
  return 5_000 + deadline / 6
}

/** Ends workers that do not come back from a claim, and tells of claims whose worker is gone. */
export class Watchdog {
  readonly #spool: Spool
  readonly #deadline: number
  readonly #onLost: (record: ResultRecord, begun: Begun) => void
  #timer: NodeJS.Timeout | undefined

  /** @param deadline what a claim may take, in milliseconds */
  constructor(spool: Spool, deadline: number, onLost: (record: ResultRecord, begun: Begun) => void) {
    this.#spool = spool
    this.#deadline = deadline
    this.#onLost = onLost
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY).unref()
  }

  /** Stops watching; claims that were begun and whose worker is gone are told of before. */
  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#look()
  }

  /** Ends all workers that run a claim, and tells of none. */
  endAll(): void {
    clearInterval(this.#timer)
    for (const begun of this.#spool.begun()) end(begun)
  }

  #look(): void {
    for (const begun of this.#spool.begun()) {
      if (!isAlive(begun)) this.#lose(begun, 'The process that ran this claim ended before the claim did.')
      else if (milliseconds() - begun.since > this.#deadline + grace(this.#deadline)) {
        end(begun)
        this.#lose(begun, this.#hung(begun))
      }
    }
  }

  #lose(begun: Begun, reason: string): void {
    this.#spool.forget(begun)
    const took = milliseconds() - begun.since
    this.#onLost(
      { ...begun.record, milliseconds: took, verdict: { outcome: 'unresolved', reason, detail: null } },
      begun,
    )
  }

  #hung({ phase }: Begun): string {
    const what = phase === 'loading' ? 'Loading the spec' : 'The experiment'
    return (
      `${what} did not come to its end within ${this.#deadline / 1000} s and did not give way to anything else ` +
      'meanwhile, so its process was ended and its timeline is lost. Look for a loop or a call that blocks the main thread.'
    )
  }
}

function end({ worker }: Begun): void {
  try {
    kill(worker, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function isAlive({ worker }: Begun): boolean {
  try {
    return kill(worker, 0)
  } catch {
    return false
  }
}
