import type { LabPlan } from '../lab/plan.ts'
import type { ConntrackEntry } from '../lab/state/conntrack.ts'
import type { Stack } from '../sockets/calls.ts'
import type { Frame } from '../wire/capture.ts'

/** A stack or lab that gets exactly one thing wrong. A claim names those that it must fail on. */
export interface Mutant {
  /** Short, in kebab case, for example `queue-holds-one-less`. */
  readonly name: string
  /** What it gets wrong, as the end of the sentence «this check fails when …». */
  readonly says: string
  /** Calls that it answers otherwise than the real stack. Asked once for each host of a run. */
  readonly stack?: (real: Stack, host: string) => Partial<Stack>
  /** Another lab than the one asked for. */
  readonly lab?: (plan: LabPlan) => LabPlan
  /** Frames as they pass the capture; null for one that is not seen. */
  readonly frame?: (frame: Frame) => Frame | null
  /** Rules that the experiment loads on a host, as they are loaded (nft(8)). */
  readonly rules?: (rules: string) => string
  /** The arguments with which the experiment starts a program, as it is started with them. */
  readonly program?: (command: string, args: readonly string[]) => readonly string[]
  /** The connection tracking table as it is read. */
  readonly conntrack?: (entries: readonly ConntrackEntry[]) => readonly ConntrackEntry[]
}

/** Defines a mutant. */
export function mutant(definition: Mutant): Mutant {
  return definition
}

/** A mutant that gets its thing wrong on the stack of one host only, so that the others can do their part. */
export function onHost(host: string, wrong: Mutant): Mutant {
  return {
    ...wrong,
    name: `${wrong.name}-on-${host}`,
    says: `${wrong.says}, on host ${host}`,
    stack: (real, asked) => (asked === host ? (wrong.stack?.(real, asked) ?? {}) : {}),
  }
}
