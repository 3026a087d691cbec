import type { ResultRecord } from '../evidence/schema.ts'

/** Of the runs of a claim that did not pass, so many are kept with their timelines. */
const KEPT = 10

/**
 * Keeps the evidence of a claim that is run again and again small, so that a thousand runs of it cost no more than a few
 * megabytes. The first run is kept as it is, to compare with; of another that passed the verdict alone; of one that did
 * not pass all of it, and after {@link KEPT} of these all but the timeline.
 */
export class Slimmer {
  #kept = 0

  slim(record: ResultRecord): ResultRecord {
    if (record.repeat === 0) return record
    if (record.verdict.outcome === 'pass' || record.verdict.outcome === 'unsupported') {
      return { ...record, runs: [], counters: [], lab: null }
    }
    this.#kept += 1
    if (this.#kept <= KEPT) return record
    return { ...record, runs: record.runs.map((run) => ({ ...run, trace: null, shown: null })) }
  }
}
