import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { EvidenceRecord, FooterRecord, HeaderRecord, Outcome, ResultRecord } from './schema.ts'

/** Writes evidence record by record, each on disk before the next, so that nothing is lost when the run is cut short. */
export class EvidenceWriter {
  readonly file: string
  readonly #startedAt = performance.now()
  readonly #outcomes: Record<Outcome, number> = { pass: 0, fail: 0, unresolved: 0, unsupported: 0, untested: 0 }
  #results = 0

  /** Begins the file anew with its header. Throws if it cannot be written. */
  constructor(file: string, header: HeaderRecord) {
    this.file = file
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, line(header))
  }

  /** How many results were written. */
  get results(): number {
    return this.#results
  }

  /** Adds one result. */
  add(result: ResultRecord): void {
    appendFileSync(this.file, line(result))
    const { outcome } = result.verdict
    this.#outcomes[outcome] += 1
    this.#results += 1
  }

  /** Ends the file with its footer, and gives that. */
  end(interrupted: boolean): FooterRecord {
    const record: FooterRecord = {
      kind: 'footer',
      endedAt: new Date().toISOString(),
      milliseconds: performance.now() - this.#startedAt,
      results: this.#results,
      interrupted,
      outcomes: { ...this.#outcomes },
    }
    appendFileSync(this.file, line(record))
    return record
  }
}

const line = (record: EvidenceRecord): string => `${JSON.stringify(record)}\n`
