import { kill } from 'node:process'
import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node'
import type { ClaimDescription, ResultRecord } from '../evidence/schema.ts'
import type { EvidenceWriter } from '../evidence/write.ts'
import { claimId } from './claim-id.ts'
import type { ClaimContext } from './context.ts'
import type { Begun, Spool } from './spool.ts'
import './context.ts'

/** Told how a run goes on, for whoever shows progress. */
export interface Listener {
  readonly onBegin: (claim: string) => void
  readonly onResult: (record: ResultRecord) => void
}

const NOBODY: Listener = { onBegin: () => {}, onResult: () => {} }

const WATCH_EVERY = 1_000

/** A worker that is this much over the deadline of its claim does not answer any more, and is ended. */
const GRACE = 15_000

/** A Vitest reporter that writes the evidence of claims, and ends workers that hang. */
export class EvidenceReporter implements Reporter {
  readonly #context: ClaimContext
  readonly #writer: EvidenceWriter
  readonly #spool: Spool
  readonly #listener: Listener
  readonly #overdue = new Map<string, Begun>()
  #watch: NodeJS.Timeout | undefined

  constructor(context: ClaimContext, writer: EvidenceWriter, spool: Spool, listener = NOBODY) {
    this.#context = context
    this.#writer = writer
    this.#spool = spool
    this.#listener = listener
  }

  onTestRunStart(): void {
    this.#watch = setInterval(() => this.#endOverdueWorkers(), WATCH_EVERY).unref()
  }

  onTestModuleStart(module: TestModule): void {
    this.#listener.onBegin(claimId(this.#context.specs, module.moduleId))
  }

  onTestCaseResult(test: TestCase): void {
    const file = test.meta().sockproofRecord
    if (file !== undefined) this.#add(this.#spool.take(file))
  }

  /** A spec that could not be loaded, or whose worker was ended, has no record of its own: it is unresolved. */
  onTestModuleEnd(module: TestModule): void {
    const id = claimId(this.#context.specs, module.moduleId)
    const [error] = module.errors()
    if (error === undefined) return
    this.#add(this.#unresolved(id, `The spec could not be loaded: ${error.message}`, error.stack ?? null))
  }

  onTestRunEnd(_modules: readonly TestModule[], _errors: readonly unknown[], reason: TestRunEndReason): void {
    clearInterval(this.#watch)
    for (const begun of reason === 'interrupted' ? [] : this.#spool.begun()) {
      const why = this.#overdue.has(begun.claim)
        ? `The experiment did not come to its end within ${this.#context.deadline / 1000} s and kept its worker busy, so the worker was ended.`
        : 'The worker that ran this claim ended before the claim did.'
      this.#add(this.#unresolved(begun.claim, why, null))
      this.#spool.forget(begun)
    }
  }

  #add(record: ResultRecord): void {
    this.#writer.add(record)
    this.#listener.onResult(record)
  }

  #endOverdueWorkers(): void {
    for (const begun of this.#spool.begun()) {
      const late = Date.now() - begun.since > this.#context.deadline + GRACE
      if (!late || this.#overdue.has(begun.claim)) continue
      this.#overdue.set(begun.claim, begun)
      kill(begun.worker, 'SIGKILL')
    }
  }

  #unresolved(id: string, reason: string, detail: string | null): ResultRecord {
    return {
      kind: 'result',
      claim: unknownClaim(id),
      stack: this.#context.stack,
      mutant: null,
      repeat: 0,
      startedAt: new Date().toISOString(),
      milliseconds: 0,
      verdict: { outcome: 'unresolved', reason, detail },
      shownReading: null,
      lab: null,
      runs: [],
      property: null,
      attempts: null,
      counters: [],
      again: `sockproof verify ${id} --seed ${this.#context.seed}`,
    }
  }
}

/** What can be said of a claim whose spec could not be read. */
function unknownClaim(id: string): ClaimDescription {
  return {
    id,
    says: id,
    kind: 'scenario',
    level: 'platform',
    reading: 'holds',
    sources: [],
    why: '',
    method: [],
    byHand: [],
    mutants: [],
    lab: { kind: 'unknown', hosts: [], needs: [] },
  }
}
