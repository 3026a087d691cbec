import type { StackChoice } from '../experiment/stacks.ts'
import type { LabBackend } from '../lab/build.ts'
import type { Capabilities } from '../lab/capability/capability.ts'

/** What the process that runs Vitest tells the workers that run claims. */
export interface ClaimContext {
  /** `verify` runs each claim once, `mutants` against each of its mutants, `soak` again and again. */
  readonly mode: 'verify' | 'mutants' | 'soak'
  /** What the stack under test is called. */
  readonly stack: string
  readonly choice: StackChoice
  readonly backend: LabBackend
  readonly seed: number
  /** How many inputs of a property; null for the claim's own number. */
  readonly runs: number | null
  readonly repeats: number
  /** Milliseconds, see RunOptions. */
  readonly patience: number
  readonly deadline: number
  readonly capabilities: Capabilities
  /** The folder whose paths are the ids of the claims. */
  readonly specs: string
  /** Where workers leave their records for the reporter. */
  readonly spool: string
  /** Results that are there already, see `resultKey`, when claims are run that a lost worker left over. */
  readonly done: readonly string[]
}

declare module 'vitest' {
  interface ProvidedContext {
    sockproof: ClaimContext
  }
}

declare module '@vitest/runner' {
  interface TaskMeta {
    /** The file in which the worker left the record of this test. */
    sockproofRecord?: string
  }
}
