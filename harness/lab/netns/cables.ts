import { runTool } from '../command.ts'
import type { Held } from '../held.ts'
import type { Carrier } from '../link/carrier.ts'
import type { LabPlan } from '../plan.ts'
import { hasSysctl, writeSysctl } from '../sysctls.ts'
import { type CarriedHost, openCarrier } from './carried.ts'
import { waitUntilRunning } from './interface.ts'
import type { NetnsMachine } from './machine.ts'
import { Namespace } from './namespace.ts'
import { startTranslating } from './router.ts'
import type { Port, WiredMachine } from './wiring.ts'

const NO_IPV6 = 'ipv6.conf.all.disable_ipv6'

/** Machines that are connected as a plan says. */
export interface Connected {
  readonly carrier: Carrier | null
  /** What the description of the lab says about it. */
  readonly notes: readonly string[]
}

/**
 * Connects machines as a plan says: lays cables between their namespaces and one that stands for the switches, with a bridge
 * a link; gives the machines their addresses; and has the router translate.
 */
export function connect(plan: LabPlan, machines: readonly NetnsMachine[], held: Held): Connected {
  const carried = plan.kind === 'lan' && plan.carried === true
  const notes: string[] = carried ? ['The harness carries the frames between the two hosts.'] : []
  const switches = layCables(machines, held, { carried })
  for (const machine of machines) machine.configure(plan)
  if (plan.kind === 'nat') notes.push(...startTranslating(plan.rules, machineOf(machines, plan.router)))
  for (const machine of machines) machine.within(() => waitUntilRunning(machine.interfaces.map(({ name }) => name)))
  const carrier =
    carried && switches !== null ? held.use(openCarrier(cabled(machines), switches, plan.linkNever)) : null
  return { carrier, notes }
}

/** What is at the ends of cables: ports of a machine to be, and its namespace. */
export interface Cabled {
  readonly namespace: Namespace
  readonly wired: Pick<WiredMachine, 'ports'>
}

/**
 * Lays cables between namespaces and one that stands for the switches, with a bridge a link; it is gone when that is let
 * go of. Null if there are no ports.
 *
 * @param carried whether the harness carries the frames in place of bridges
 */
export function layCables(
  machines: readonly Cabled[],
  held: Held,
  { carried = false }: { readonly carried?: boolean } = {},
): Namespace | null {
  const links = [...new Set(machines.flatMap(({ wired }) => wired.ports.map((port) => port.link)))]
  if (links.length === 0) return null
  const switches = held.use(Namespace.create())
  switches.within(() => {
    // A bridge with an address of its own would send neighbour discovery and multicast reports into the link.
    if (hasSysctl(NO_IPV6)) writeSysctl(NO_IPV6, '1')
    runTool('ip', ['-batch', '-'], (carried ? cableLines(machines) : switchLines(links, machines)).join('\n'))
  })
  return switches
}

/** `ip` commands that make a bridge for each link, and a cable from it to each port. */
function switchLines(links: readonly string[], machines: readonly Cabled[]): readonly string[] {
  const quiet = 'mcast_snooping 0 forward_delay 0'
  const bridges = links.flatMap((link) => [
    `link add ${link} type bridge ${quiet}`,
    `link set ${link} addrgenmode none up`,
  ])
  return [...bridges, ...cableLines(machines, ({ link }) => `master ${link}`)]
}

/** Above the indexes that the kernel gives by itself. */
const FIRST_END_INDEX = 100

/** `ip` commands that lay a cable to each port. */
function cableLines(machines: readonly Cabled[], pluggedInto: (port: Port) => string = () => ''): readonly string[] {
  return machines.flatMap(({ namespace, wired }, machine) =>
    wired.ports.flatMap((port, index) => {
      const end = nearEnd(machine, index)
      const far = `peer name ${port.name} address ${ethernetAddress(port.address)} netns ${namespace.path}`
      // The kernel takes a veth end whose index is also its peer's for a card of its own, and gives it a second to settle.
      const differs = `index ${FIRST_END_INDEX + 10 * machine + index}`
      return [`link add ${end} ${differs} type veth ${far}`, `link set ${end} addrgenmode none ${pluggedInto(port)} up`]
    }),
  )
}

function cabled(machines: readonly NetnsMachine[]): readonly CarriedHost[] {
  return machines.map((machine, index) => ({ host: machine.wired.hosts[0] ?? '', machine, end: nearEnd(index, 0) }))
}

/** The name of the end of a cable that is not at the machine. */
function nearEnd(machine: number, port: number): string {
  return `m${machine}p${port}`
}

/** A locally administered Ethernet address that shows the IPv4 address, for readable captures. */
export function ethernetAddress(address: string): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))
  return ['02', '00', ...bytes].join(':')
}

function machineOf(machines: readonly NetnsMachine[], host: string): NetnsMachine {
  const found = machines.find((machine) => machine.wired.hosts.includes(host))
  if (found === undefined) throw new Error(`The plan has no host ${host}.`)
  return found
}
