import type { LabDescription } from '../../evidence/schema.ts'
import { runTool } from '../command.ts'
import { type Held, makeHolding } from '../held.ts'
import type { Lab, Machine } from '../machine.ts'
import type { LabPlan } from '../plan.ts'
import { hasSysctl, writeSysctl } from '../sysctls.ts'
import { waitUntilRunning } from './interface.ts'
import { startLosing } from './loss.ts'
import { NetnsMachine } from './machine.ts'
import { Namespace } from './namespace.ts'
import { startTranslating } from './router.ts'
import { wiring } from './wiring.ts'

/** Builds a lab of network namespaces: one a machine, and one with a bridge a link that stands for the switches. */
export function buildNetnsLab<Host extends string>(plan: LabPlan<Host>): Lab<Host> {
  return makeHolding((held) => buildHolding(plan, held))
}

const NO_IPV6 = 'ipv6.conf.all.disable_ipv6'

function buildHolding<Host extends string>(plan: LabPlan<Host>, held: Held): Lab<Host> {
  const wired = wiring(plan)
  const machines = wired.map((machine) => held.use(NetnsMachine.create(machine)))
  const notes: string[] = []
  const links = [...new Set(wired.flatMap((machine) => machine.ports.map((port) => port.link)))]
  if (links.length > 0) {
    const switches = held.use(Namespace.create())
    switches.within(() => {
      // A bridge with an address of its own would send neighbour discovery and multicast reports into the link.
      if (hasSysctl(NO_IPV6)) writeSysctl(NO_IPV6, '1')
      runTool('ip', ['-batch', '-'], switchLines(links, machines).join('\n'))
      if (plan.losesEvery !== undefined) notes.push(...startLosing(plan.losesEvery))
    })
  }
  for (const machine of machines) machine.configure(plan)
  if (plan.kind === 'nat') notes.push(...startTranslating(plan.rules, machineOf(machines, plan.router)))
  for (const machine of machines) machine.within(() => waitUntilRunning(machine.interfaces.map(({ name }) => name)))
  return {
    backend: 'network namespaces',
    machines: byHost(machines) as Record<Host, Machine>,
    describe: () => describeLab(plan, machines, notes),
    [Symbol.dispose]: () => held[Symbol.dispose](),
  }
}

/** `ip` commands that make a bridge for each link, and a cable from it to each port. */
function switchLines(links: readonly string[], machines: readonly NetnsMachine[]): readonly string[] {
  const quiet = 'mcast_snooping 0 forward_delay 0'
  const bridges = links.flatMap((link) => [
    `link add ${link} type bridge ${quiet}`,
    `link set ${link} addrgenmode none up`,
  ])
  const cables = machines.flatMap(({ namespace, wired }, machine) =>
    wired.ports.flatMap((port, index) => {
      const end = `m${machine}p${index}`
      const far = `peer name ${port.name} address ${ethernetAddress(port.address)} netns ${namespace.path}`
      return [`link add ${end} type veth ${far}`, `link set ${end} addrgenmode none master ${port.link} up`]
    }),
  )
  return [...bridges, ...cables]
}

/** A locally administered Ethernet address that shows the IPv4 address, for readable captures. */
function ethernetAddress(address: string): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))
  return ['02', '00', ...bytes].join(':')
}

function machineOf(machines: readonly NetnsMachine[], host: string): NetnsMachine {
  const found = machines.find((machine) => machine.wired.hosts.includes(host))
  if (found === undefined) throw new Error(`The plan has no host ${host}.`)
  return found
}

function byHost(machines: readonly NetnsMachine[]): Record<string, Machine> {
  return Object.fromEntries(machines.flatMap((machine) => machine.wired.hosts.map((host) => [host, machine])))
}

function describeLab(plan: LabPlan, machines: readonly NetnsMachine[], notes: readonly string[]): LabDescription {
  const hosts = plan.hosts.map((name) => {
    const machine = machineOf(machines, name)
    const addresses = machine.addresses.map(({ interface: port, address, link }) => ({
      interface: port,
      address,
      link,
    }))
    return { name, addresses, sysctls: { ...machine.sysctls } }
  })
  return { kind: plan.kind, backend: 'network namespaces', hosts, notes: [...notes] }
}
