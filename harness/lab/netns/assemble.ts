import type { LabDescription } from '../../evidence/schema.ts'
import type { Held } from '../held.ts'
import type { Lab, Machine } from '../machine.ts'
import type { LabPlan } from '../plan.ts'
import { type Connected, connect } from './cables.ts'
import type { NetnsMachine } from './machine.ts'
import type { WiredMachine } from './wiring.ts'

/** Nothing else is in the lab's namespaces, so any ports would do. */
const FIRST_PORT = 3_490

/** A lab but for how it is let go of. */
export type Assembled<Host extends string> = Omit<Lab<Host>, typeof Symbol.dispose | typeof Symbol.asyncDispose>

/** Connects machines as a plan says, which makes a lab of them. */
export function assemble<Host extends string>(
  backend: string,
  plan: LabPlan<Host>,
  machines: readonly NetnsMachine[],
  held: Held,
): Assembled<Host> {
  return labOf(backend, plan, machines, connect(plan, machines, held))
}

/** A machine of a lab that knows which hosts it stands for. */
export type LabMachine = Machine & { readonly wired: Pick<WiredMachine, 'hosts'> }

/** The lab that machines make which are connected already. */
export function labOf<Host extends string>(
  backend: string,
  plan: LabPlan<Host>,
  machines: readonly LabMachine[],
  { carrier, notes }: Connected,
): Assembled<Host> {
  let port = FIRST_PORT
  return {
    backend,
    nextPort: () => port++,
    carrier,
    machines: byHost(machines) as Record<Host, Machine>,
    describe: () => describeLab(backend, plan, machines, notes),
  }
}

function byHost(machines: readonly LabMachine[]): Record<string, Machine> {
  return Object.fromEntries(machines.flatMap((machine) => machine.wired.hosts.map((host) => [host, machine])))
}

function describeLab(
  backend: string,
  plan: LabPlan,
  machines: readonly LabMachine[],
  notes: readonly string[],
): LabDescription {
  const byName = byHost(machines)
  const hosts = plan.hosts.map((name) => {
    const { addresses = [], sysctls = {} } = byName[name] ?? {}
    return {
      name,
      addresses: addresses.map(({ interface: port, address, link }) => ({ interface: port, address, link })),
      sysctls: { ...sysctls },
    }
  })
  return { kind: plan.kind, backend, hosts, notes: [...notes] }
}
