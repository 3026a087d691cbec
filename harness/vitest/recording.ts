import type { Expectation, ResultRecord } from '../evidence/schema.ts'
import type { EvidenceWriter } from '../evidence/write.ts'
import type { ClaimContext } from './context.ts'
import type { Spool } from './spool.ts'

/** Told how a run goes on, for whoever shows progress. */
export interface Listener {
  /** A worker turns to a claim. */
  readonly onBegin: (claim: string) => void
  readonly onResult: (record: ResultRecord) => void
  /** A worker is through with a claim. */
  readonly onEnd: (claim: string) => void
  /** A spec printed something. */
  readonly onOutput: (text: string) => void
  /** The evidence cannot be written, so there is no use in going on. */
  readonly onBroken: (error: unknown) => void
}

/** Of a run: what its workers are told, and where its results go. */
export interface Recording {
  readonly context: ClaimContext
  readonly writer: EvidenceWriter
  readonly spool: Spool
  readonly listener: Listener
  /** The deviation from the catalogue that is known of a claim on this stack. */
  readonly expectation: (claim: string) => Expectation | null
  /** Vitest has come to the end of what it was asked to run. */
  readonly finish: (interrupted: boolean) => void
}
