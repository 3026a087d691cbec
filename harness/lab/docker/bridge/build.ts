import { Held } from '../../held.ts'
import type { Lab } from '../../machine.ts'
import { type Assembled, type LabMachine, labOf } from '../../netns/assemble.ts'
import { ethernetAddress, layCables } from '../../netns/cables.ts'
import { waitUntilRunning } from '../../netns/interface.ts'
import { type WiredMachine, wiring } from '../../netns/wiring.ts'
import type { LabPlan } from '../../plan.ts'
import { endAll, prepare, startAll } from '../build.ts'
import type { ContainerNetwork, HostContainer } from '../container.ts'
import { ContainerMachine } from '../machine.ts'
import { EngineMachine } from './engine-machine.ts'
import { BridgeNetwork, type NetworkShape } from './network.ts'

const BACKEND = 'Docker’s own bridge'

/**
 * Builds a lab on a network of Docker's own driver `bridge`. Its containers have the addresses, routes and name server that
 * Docker gives them; a router is the engine's machine, which masquerades by Docker's own rules. On a machine only one
 * such lab stands at a time.
 *
 * @param plan one that nothing is lacking for, see `lackingOnBridge`
 */
export async function buildDockerBridgeLab<Host extends string>(plan: LabPlan<Host>): Promise<Lab<Host>> {
  const ready = await prepare()
  const shape = shapeOf(plan)
  const held = new Held()
  const network = await BridgeNetwork.create(ready.engine, shape)
  let containers: readonly HostContainer[] = []
  const letGo = async (): Promise<void> => {
    // Each goes whatever becomes of the others: no other lab could be built while the network is there.
    await using _network = network
    await using _containers = { [Symbol.asyncDispose]: () => endAll(containers) }
    held[Symbol.dispose]()
  }
  try {
    const wired = wiring(plan).map((machine) => addressed(machine, shape))
    containers = await startAll(ready, wired.filter(isContainer), (machine) => networkOf(machine, network.name, plan))
    return { ...assemble(plan, wired, containers, held), [Symbol.asyncDispose]: letGo }
  } catch (error) {
    await letGo()
    throw error
  }
}

function shapeOf({ kind, ipv6 }: LabPlan): NetworkShape {
  if (kind === 'nat') return { subnet: '10.77.1.0/24', gateway: '10.77.1.1', ipv6: null }
  const six = ipv6 === true ? { subnet: 'fd77::/64', gateway: 'fd77::fe' } : null
  return { subnet: '10.77.0.0/24', gateway: '10.77.0.254', ipv6: six }
}

const isContainer = ({ forwards }: WiredMachine): boolean => !forwards

const isOnBridge = ({ ports }: WiredMachine): boolean => ports.every(({ link }) => link === 'lan')

/** A machine as the engine connects it, which has a way out wherever it is. */
function addressed(machine: WiredMachine, { gateway }: NetworkShape): WiredMachine {
  return isOnBridge(machine) ? { ...machine, gateway, isAddressed: true } : machine
}

function networkOf(machine: WiredMachine, name: string, plan: LabPlan): ContainerNetwork | undefined {
  const [port] = machine.ports
  if (port === undefined || !isOnBridge(machine)) return undefined
  const { address, address6 } = port
  return { name, address, address6: plan.ipv6 === true ? address6 : null, hardwareAddress: ethernetAddress(address) }
}

function assemble<Host extends string>(
  plan: LabPlan<Host>,
  wired: readonly WiredMachine[],
  containers: readonly HostContainer[],
  held: Held,
): Assembled<Host> {
  const inContainers = wired.filter(isContainer)
  const machines = inContainers.map((machine, index) =>
    held.use(ContainerMachine.of(containers[index] as HostContainer, machine)),
  )
  const router = wired.find(({ forwards }) => forwards)
  const engine = router === undefined ? null : held.use(new EngineMachine(router))
  if (engine !== null) plugOutside(engine, machines, held)
  for (const machine of machines) {
    machine.configure(plan)
    machine.within(() => waitUntilRunning(machine.interfaces.map(({ name }) => name)))
  }
  engine?.configure()
  const all = wired.map((machine) => (isContainer(machine) ? machines[inContainers.indexOf(machine)] : engine))
  const notes = ['The bridge, its addresses and its rules are the Docker engine’s.']
  if (engine !== null) notes.push('The router is the engine’s machine, with the engine’s own masquerading.')
  return labOf(BACKEND, plan, all as readonly LabMachine[], { carrier: null, notes })
}

/** Lays cables between the hosts outside and the engine's machine, to a switch in a namespace that nothing else is in. */
function plugOutside(engine: EngineMachine, machines: readonly ContainerMachine[], held: Held): void {
  engine.unplug()
  const outside = machines.filter(({ wired }) => !isOnBridge(wired))
  layCables([...outside, { namespace: engine.namespace, wired: { ports: [engine.outer] } }], held)
}
