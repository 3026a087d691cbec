import { type Held, makeHolding } from '../held.ts'
import type { Lab } from '../machine.ts'
import type { LabPlan } from '../plan.ts'
import { assemble } from './assemble.ts'
import { NetnsMachine } from './machine.ts'
import { wiring } from './wiring.ts'

/** Builds a lab of network namespaces: one a machine, and one with a bridge a link that stands for the switches. */
export function buildNetnsLab<Host extends string>(plan: LabPlan<Host>): Lab<Host> {
  return makeHolding((held) => buildHolding(plan, held))
}

function buildHolding<Host extends string>(plan: LabPlan<Host>, held: Held): Lab<Host> {
  const machines = wiring(plan).map((machine) => held.use(NetnsMachine.create(machine)))
  const lab = assemble('network namespaces', plan, machines, held)
  return { ...lab, [Symbol.dispose]: () => held[Symbol.dispose]() }
}
