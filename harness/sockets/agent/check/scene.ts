import type { CallName } from '../../calls.ts'
import type { Dialogue } from './dialogue.ts'

/** Requests that belong together, made of an agent that was just started. */
export interface Scene {
  /** For people, a few words. */
  readonly name: string
  /** Calls without which there is nothing to ask. */
  readonly needs: readonly CallName[]
  /** Socket types without which there is nothing to ask. */
  readonly types?: readonly string[]
  /** Asks; what departs from the protocol is noted with each request. */
  play(dialogue: Dialogue): Promise<void>
}
