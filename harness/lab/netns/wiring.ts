import { KERNEL_NETWORK, type StackNetwork } from '../../sockets/agent/protocol.ts'
import type { LabPlan, LanPlan, NatPlan } from '../plan.ts'

/** One interface of a host to be: its link and its addresses. */
export interface Port {
  readonly name: string
  readonly link: string
  /** IPv4 address; the prefix is always 24 bits. */
  readonly address: string
  /** IPv6 address; the prefix is always 64 bits. */
  readonly address6: string
}

/** A machine to be: the hosts (programs) on it, its interfaces and its way out. */
export interface WiredMachine {
  readonly hosts: readonly string[]
  readonly ports: readonly Port[]
  readonly gateway: string | null
  readonly forwards: boolean
  /** The stack of its hosts. */
  readonly network: StackNetwork
  /** Whether its interfaces have their addresses and routes without the lab, as a container engine gives them. */
  readonly isAddressed?: boolean
}

const FIRST_HOST = 11
const FIRST_SERVER = 80

/** Which machines a plan comes to, with their addresses: 10.77.0.0/16 and fd77::/16 inside, 203.0.113.0/24 outside. */
export function wiring(plan: LabPlan, network: StackNetwork = KERNEL_NETWORK): readonly WiredMachine[] {
  switch (plan.kind) {
    case 'loopback':
      return [{ hosts: plan.hosts, ports: ownPorts(network), gateway: null, forwards: false, network }]
    case 'lan':
      return lanWiring(plan, network)
    case 'nat':
      return natWiring(plan, network)
  }
}

/** A stack of its own has an interface also where nobody else is, under whose address its programs may meet. */
function ownPorts({ kind }: StackNetwork): readonly Port[] {
  return kind === 'kernel' ? [] : [port('eth0', 'lan', '10.77.0', 'fd77::', FIRST_HOST)]
}

function lanWiring(plan: LanPlan, network: StackNetwork): readonly WiredMachine[] {
  return plan.hosts.map((host, index) => ({
    hosts: [host],
    ports: [port('eth0', 'lan', '10.77.0', 'fd77::', FIRST_HOST + index)],
    gateway: null,
    forwards: false,
    network,
  }))
}

function natWiring(plan: NatPlan, network: StackNetwork): readonly WiredMachine[] {
  const inner = (host: number, name = 'eth0') => port(name, 'lan', '10.77.1', 'fd77:1::', host)
  const outer = (host: number, name = 'eth0') => port(name, 'wan', '203.0.113', 'fd77:2::', host)
  const inside = plan.inside.map((host, index) => ({
    hosts: [host],
    ports: [inner(FIRST_HOST + index)],
    gateway: inner(1).address,
    forwards: false,
    network,
  }))
  const outside = plan.outside.map((host, index) => ({
    hosts: [host],
    ports: [outer(FIRST_SERVER + index)],
    gateway: outer(1).address,
    forwards: false,
    network,
  }))
  // A router is always the kernel's: it is not what is put to the test, and a stack under test need not forward.
  const router = {
    hosts: [plan.router],
    ports: [inner(1), outer(1, 'eth1')],
    gateway: null,
    forwards: true,
    network: KERNEL_NETWORK,
  }
  return [...inside, router, ...outside]
}

function port(name: string, link: string, network: string, network6: string, host: number): Port {
  return { name, link, address: `${network}.${host}`, address6: `${network6}${host.toString(16)}` }
}
