import type { Listener } from '../../vitest/recording.ts'

/** Shows how a run goes on while it goes on. */
export interface Progress extends Listener {
  /** Nothing more comes. */
  readonly close: () => void
}
