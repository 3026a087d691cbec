import { KERNEL_NETWORK, type StackNetwork } from '../../sockets/agent/protocol.ts'
import { type Held, makeHolding } from '../held.ts'
import type { Lab } from '../machine.ts'
import type { LabPlan } from '../plan.ts'
import { assemble } from './assemble.ts'
import { NetnsMachine } from './machine.ts'
import { wiring } from './wiring.ts'

/** Builds a lab of network namespaces: one a machine, and one with a bridge a link that stands for the switches. */
export function buildNetnsLab<Host extends string>(
  plan: LabPlan<Host>,
  network: StackNetwork = KERNEL_NETWORK,
): Lab<Host> & Disposable {
  return makeHolding((held) => buildHolding(plan, network, held))
}

function buildHolding<Host extends string>(
  plan: LabPlan<Host>,
  network: StackNetwork,
  held: Held,
): Lab<Host> & Disposable {
  const machines = wiring(plan, network).map((machine) => held.use(NetnsMachine.create(machine)))
  const lab = assemble('network namespaces', plan, machines, held)
  const dispose = (): void => held[Symbol.dispose]()
  return { ...lab, [Symbol.dispose]: dispose, [Symbol.asyncDispose]: async () => dispose() }
}
