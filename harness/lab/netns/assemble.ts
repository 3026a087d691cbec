import type { LabDescription } from '../../evidence/schema.ts'
import type { Held } from '../held.ts'
import type { Lab, Machine } from '../machine.ts'
import type { LabPlan } from '../plan.ts'
import { connect } from './cables.ts'
import type { NetnsMachine } from './machine.ts'

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
  const { carrier, notes } = connect(plan, machines, held)
  let port = FIRST_PORT
  return {
    backend,
    nextPort: () => port++,
    carrier,
    machines: byHost(machines) as Record<Host, Machine>,
    describe: () => describeLab(backend, plan, machines, notes),
  }
}

function byHost(machines: readonly NetnsMachine[]): Record<string, Machine> {
  return Object.fromEntries(machines.flatMap((machine) => machine.wired.hosts.map((host) => [host, machine])))
}

function describeLab(
  backend: string,
  plan: LabPlan,
  machines: readonly NetnsMachine[],
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
