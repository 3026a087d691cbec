import type { Arbitrary } from 'fast-check'
import type { Json } from '../evidence/trace-schema.ts'
import type { LabPlan } from '../lab/plan.ts'
import type { Host } from './host.ts'
import type { Tools } from './tools.ts'

/** The hosts of a lab by name. */
export type Hosts<Name extends string = string> = Readonly<Record<Name, Host>>

/** How a claim is put to the test. Running it gives an observation; it never asserts. */
export type Experiment<Seen extends Json = Json, Input = unknown> =
  | Scenario<Seen>
  | Property<Seen, Input>
  | Witness<Seen>

/** One course of events, observed once (kind ·). */
export interface Scenario<Seen extends Json> {
  readonly kind: 'scenario'
  readonly plan: LabPlan
  readonly run: (hosts: Hosts, tools: Tools) => Promise<Seen>
}

/** A course of events for any input, observed for many generated ones (kind ∀). */
export interface Property<Seen extends Json, Input> {
  readonly kind: 'property'
  readonly plan: LabPlan
  readonly inputs: Arbitrary<Input>
  /** The input whose trace is shown; it is always among those that are run. */
  readonly example: Input
  /** Inputs that are always run too, after the example: those that a mutant needs to be found out. */
  readonly edges: readonly Input[]
  /** How many inputs are run unless the user says otherwise. */
  readonly runs: number
  readonly run: (input: Input, hosts: Hosts, tools: Tools) => Promise<Seen>
}

/** Something that must be seen to happen at least once within a bounded effort (kind ∃). */
export interface Witness<Seen extends Json> {
  readonly kind: 'witness'
  readonly plan: LabPlan
  /** How often it is tried at the most. */
  readonly attempts: number
  readonly run: (hosts: Hosts, tools: Tools, attempt: number) => Promise<Seen>
}

/** Defines a scenario. */
export function scenario<Name extends string, Seen extends Json>(
  plan: LabPlan<Name>,
  run: (hosts: Hosts<Name>, tools: Tools) => Promise<Seen>,
): Scenario<Seen> {
  return { kind: 'scenario', plan, run: run as Scenario<Seen>['run'] }
}

/** What a property is run on, see {@link Property}. */
interface Inputs<Input> {
  readonly inputs: Arbitrary<Input>
  readonly example: NoInfer<Input>
  readonly edges?: readonly NoInfer<Input>[]
  readonly runs: number
}

/** Defines a property: `run` is repeated with generated inputs, and a failing one is shrunk by fast-check. */
export function forAll<Name extends string, Input, Seen extends Json>(
  plan: LabPlan<Name>,
  { inputs, example, edges = [], runs }: Inputs<Input>,
  run: (input: Input, hosts: Hosts<Name>, tools: Tools) => Promise<Seen>,
): Property<Seen, Input> {
  return { kind: 'property', plan, inputs, example, edges, runs, run: run as Property<Seen, Input>['run'] }
}

/** Defines a witness: `run` is repeated until its judge accepts one observation. */
export function witness<Name extends string, Seen extends Json>(
  plan: LabPlan<Name>,
  { attempts }: { attempts: number },
  run: (hosts: Hosts<Name>, tools: Tools, attempt: number) => Promise<Seen>,
): Witness<Seen> {
  return { kind: 'witness', plan, attempts, run: run as Witness<Seen>['run'] }
}
