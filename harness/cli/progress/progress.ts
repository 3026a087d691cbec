import type { ResultRecord } from '../../evidence/schema.ts'

/** Shows how a run goes on while it goes on. */
export interface Progress {
  /** A claim begins to run. */
  begin(claim: string): void
  /** A result came in. */
  result(record: ResultRecord): void
  /** Nothing more comes. */
  end(): void
}
