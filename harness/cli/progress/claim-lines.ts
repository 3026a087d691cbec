import type { ResultRecord } from '../../evidence/schema.ts'
import { stabilityOf } from '../soaking/stability.ts'
import { stabilityLine } from '../soaking/stability-text.ts'

/** Gathers the results of each claim until it has ended and has a line for all of them. */
export class ClaimLines {
  readonly #results = new Map<string, ResultRecord[]>()

  add(record: ResultRecord): void {
    const results = this.#results.get(record.claim.id)
    if (results === undefined) this.#results.set(record.claim.id, [record])
    else results.push(record)
  }

  /** The line of a claim that has ended; null if it had no result. */
  end(claim: string): string | null {
    const results = this.#results.get(claim)
    this.#results.delete(claim)
    return results === undefined ? null : stabilityLine(stabilityOf(claim, results))
  }
}
