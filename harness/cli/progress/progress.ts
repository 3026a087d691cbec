import type { Listener } from '../../vitest/recording.ts'

/** Whether each result has a line, or each claim one for all its results. */
export type Lines = 'results' | 'claims'

/** Shows how a run goes on while it goes on. */
export interface Progress extends Omit<Listener, 'onBroken'> {
  /** Nothing more comes. */
  readonly close: () => void
}
