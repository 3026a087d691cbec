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
}

const FIRST_HOST = 11
const FIRST_SERVER = 80

/** Which machines a plan comes to, with their addresses: 10.77.0.0/16 and fd77::/16 inside, 203.0.113.0/24 outside. */
export function wiring(plan: LabPlan): readonly WiredMachine[] {
  switch (plan.kind) {
    case 'loopback':
      return [{ hosts: plan.hosts, ports: [], gateway: null, forwards: false }]
    case 'lan':
      return lanWiring(plan)
    case 'nat':
      return natWiring(plan)
  }
}

function lanWiring(plan: LanPlan): readonly WiredMachine[] {
  return plan.hosts.map((host, index) => ({
    hosts: [host],
    ports: [port('eth0', 'lan', '10.77.0', 'fd77::', FIRST_HOST + index)],
    gateway: null,
    forwards: false,
  }))
}

function natWiring(plan: NatPlan): readonly WiredMachine[] {
  const inner = (host: number, name = 'eth0') => port(name, 'lan', '10.77.1', 'fd77:1::', host)
  const outer = (host: number, name = 'eth0') => port(name, 'wan', '203.0.113', 'fd77:2::', host)
  const inside = plan.inside.map((host, index) => ({
    hosts: [host],
    ports: [inner(FIRST_HOST + index)],
    gateway: inner(1).address,
    forwards: false,
  }))
  const outside = plan.outside.map((host, index) => ({
    hosts: [host],
    ports: [outer(FIRST_SERVER + index)],
    gateway: outer(1).address,
    forwards: false,
  }))
  const router = { hosts: [plan.router], ports: [inner(1), outer(1, 'eth1')], gateway: null, forwards: true }
  return [...inside, router, ...outside]
}

function port(name: string, link: string, network: string, network6: string, host: number): Port {
  return { name, link, address: `${network}.${host}`, address6: `${network6}${host.toString(16)}` }
}
