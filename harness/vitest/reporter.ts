import type { UserConsoleLog } from 'vitest'
import type { Reporter, TestCase, TestModule, TestRunEndReason, TestSpecification } from 'vitest/node'
import type { ClaimDescription, ResultRecord } from '../evidence/schema.ts'
import { blankRecord, unknownClaim } from './blank-record.ts'
import { claimId } from './claim-id.ts'
import type { Recording } from './recording.ts'
import { Watchdog } from './watchdog.ts'
import './context.ts'

/** The name of Vitest's project of claims. */
export const CLAIMS = 'claims'

/** A Vitest reporter that writes the evidence of claims, and has workers that hang ended. */
export class EvidenceReporter implements Reporter {
  readonly #specs: string
  readonly #begin: (specifications: readonly TestSpecification[]) => Recording | Promise<Recording>
  #recording: Recording | undefined
  #watchdog: Watchdog | undefined

  /**
   * @param specs the folder whose paths are the ids of the claims
   * @param begin told which specs Vitest is about to run; gives what to tell the workers and where results go
   */
  constructor(specs: string, begin: (specifications: readonly TestSpecification[]) => Recording | Promise<Recording>) {
    this.#specs = specs
    this.#begin = begin
  }

  async onTestRunStart(all: readonly TestSpecification[]): Promise<void> {
    const specifications = all.filter(({ project }) => project.name === CLAIMS)
    const [first] = specifications
    if (first === undefined) return
    const recording = await this.#begin(specifications)
    first.project.provide('sockproof', recording.context)
    this.#recording = recording
    this.#watchdog = new Watchdog(recording.spool, recording.context.deadline, (record, { phase }) => {
      this.#add(record)
      if (phase === 'loading') recording.listener.onEnd(record.claim.id)
    })
    this.#watchdog.start()
  }

  onTestModuleStart(module: TestModule): void {
    if (module.project.name === CLAIMS) this.#recording?.listener.onBegin(this.#id(module))
  }

  onTestCaseResult(test: TestCase): void {
    if (this.#recording === undefined || test.project.name !== CLAIMS) return
    const file = test.meta().sockproofRecord
    if (file !== undefined) this.#add(this.#recording.spool.take(file))
    else if (test.options.mode === 'skip') this.#addLeftOut(test)
  }

  /** A claim that a name pattern (vitest -t) left out is planned all the same: the pattern is matched when it is loaded. */
  #addLeftOut(test: TestCase): void {
    const reason = 'Left out: its statement does not match the name pattern that Vitest was given.'
    const claim = { ...unknownClaim(this.#id(test.module)), says: test.name }
    this.#addBlank(claim, { outcome: 'untested', reason, detail: null })
  }

  /** A spec that could not be loaded, or that declares no claim, has no record of its own: it is unresolved. */
  onTestModuleEnd(module: TestModule): void {
    if (module.project.name !== CLAIMS) return
    this.#forgetLoading(this.#id(module))
    const [error] = module.errors()
    if (error !== undefined) {
      const reason = error.message.startsWith('No test suite found')
        ? 'The spec declares no claim: it must say export default claim({ … }).'
        : `The spec could not be loaded: ${error.message}`
      this.#addBlank(unknownClaim(this.#id(module)), { outcome: 'unresolved', reason, detail: error.stack ?? null })
    }
    this.#recording?.listener.onEnd(this.#id(module))
  }

  onTestRunEnd(_modules: readonly TestModule[], _errors: readonly unknown[], reason: TestRunEndReason): void {
    const interrupted = reason === 'interrupted'
    if (!interrupted) this.#watchdog?.stop()
    this.#recording?.finish(interrupted)
    this.#recording = undefined
  }

  /** Ends all workers that run a claim, so that Vitest need not wait for them. */
  endWorkers(): void {
    this.#watchdog?.endAll()
  }

  #forgetLoading(id: string): void {
    const spool = this.#recording?.spool
    for (const begun of spool?.begun() ?? []) {
      if (begun.phase === 'loading' && begun.record.claim.id === id) spool?.forget(begun)
    }
  }

  #id(module: TestModule): string {
    return claimId(this.#specs, module.moduleId)
  }

  onUserConsoleLog({ content }: UserConsoleLog): void {
    this.#recording?.listener.onOutput(content)
  }

  #add(made: ResultRecord): void {
    if (this.#recording === undefined) return
    const { writer, listener, expectation } = this.#recording
    const record = made.mutant === null ? { ...made, expectation: expectation(made.claim.id) } : made
    try {
      writer.add(record)
    } catch (error) {
      listener.onBroken(error)
    }
    listener.onResult(record)
  }

  #addBlank(claim: ClaimDescription, verdict: ResultRecord['verdict']): void {
    if (this.#recording === undefined) return
    const { stack, seed, mode } = this.#recording.context
    this.#add(blankRecord({ claim, mutant: null, repeat: 0, stack, seed, mode }, verdict))
  }
}
