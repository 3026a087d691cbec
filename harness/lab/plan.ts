import type { FaultName } from './link/schedule.ts'

/** What a machine must be able to do for a lab or a claim; `sockproof doctor` reports each by this name. */
export type Capability =
  | 'sockets'
  | 'network namespaces'
  | 'packet capture'
  | 'iproute2'
  | 'nftables'
  | 'conntrack table'
  | 'IPv6'
  | 'queue lengths'
  | 'connection table'
  | 'sleeping threads'
  | 'own process'
  | 'second user'
  | 'TAP devices'
  | 'python3'
  | 'strace'
  | 'containers'

/** Sysctls by their dotted name below `net.`, for example `{'ipv4.tcp_syn_retries': '1'}`. */
export type Sysctls = Readonly<Record<string, string>>

/** Settings that every kind of lab takes. */
export interface LabOptions {
  /** Set on every host, on top of the pinned ones. */
  readonly sysctls?: Sysctls
  /** Whether hosts have IPv6 addresses too; without it no IPv6 housekeeping is on the wire. */
  readonly ipv6?: boolean
  /** Needed beyond what the lab itself needs. */
  readonly needs?: readonly Capability[]
}

/** Two or more programs on one host that has only its loopback interface. */
export interface LoopbackPlan<Host extends string = string> extends LabOptions {
  readonly kind: 'loopback'
  readonly hosts: readonly Host[]
}

/** Settings that a LAN takes besides. */
export interface LanOptions extends LabOptions {
  /** In place of a switch the harness carries the frames between the two hosts, and the experiment steers it by `tools.link`. */
  readonly carried?: boolean
  /**
   * The shortest time after which TCP sends a segment again, in milliseconds, where it need not be the 200 of Linux: for
   * claims that lose many segments.
   */
  readonly shortestTimeout?: number
  /** What that link never does, although it is asked to: for mutants. */
  readonly linkNever?: readonly FaultName[]
}

/** Hosts on one Ethernet segment, 10.77.0.0/24 and fd77::/64. */
export interface LanPlan<Host extends string = string> extends LanOptions {
  readonly kind: 'lan'
  readonly hosts: readonly Host[]
}

/** How the router of a NAT lab translates. */
export interface RouterRules {
  /** `masquerade` gives LAN hosts the router's public address; `none` forwards packets as they are. */
  readonly translation: 'masquerade' | 'none'
  /** Public ports to choose from; by default the kernel's choice. */
  readonly ports?: readonly [first: number, last: number]
  /** Whether a port is chosen at random for each flow, also where its own is free (nft(8), `random`). */
  readonly random?: boolean
  /** A port of the router, of TCP and of UDP: what comes for it from one side is forwarded to a LAN address, whoever sends it. */
  readonly forwards?: { readonly from: 'inside' | 'outside'; readonly port: number; readonly to: string }
}

/** LAN hosts behind a masquerading router, servers outside. Hosts are in the order in which a diagram shows them. */
export interface NatPlan<Host extends string = string> extends LabOptions {
  readonly kind: 'nat'
  readonly hosts: readonly Host[]
  readonly inside: readonly Host[]
  readonly router: Host
  readonly outside: readonly Host[]
  readonly rules: RouterRules
}

/** A description of hosts and links, from which a backend builds a lab. */
export type LabPlan<Host extends string = string> = LoopbackPlan<Host> | LanPlan<Host> | NatPlan<Host>

/** Programs on one host, which talk over its loopback interface. */
export function loopback<const Host extends string>(
  hosts: readonly Host[],
  options: LabOptions = {},
): LoopbackPlan<Host> {
  return { kind: 'loopback', hosts, ...options }
}

/** Hosts on one Ethernet segment. */
export function lan<const Host extends string>(hosts: readonly Host[], options: LanOptions = {}): LanPlan<Host> {
  return { kind: 'lan', hosts, ...options }
}

/** Hosts inside a LAN, a router named `router` that masquerades, and servers outside. */
export function nat<const Inside extends string, const Outside extends string>(
  sides: { readonly inside: readonly Inside[]; readonly outside: readonly Outside[] },
  options: LabOptions & { readonly rules?: RouterRules } = {},
): NatPlan<Inside | Outside | 'router'> {
  const { rules = { translation: 'masquerade' }, ...rest } = options
  return {
    kind: 'nat',
    hosts: [...sides.inside, 'router', ...sides.outside],
    ...sides,
    router: 'router',
    rules,
    ...rest,
  }
}

/** All that a machine must be able to do to build a plan and run the claim that asks for it. */
export function needsOf(plan: LabPlan): readonly Capability[] {
  const own: Record<LabPlan['kind'], readonly Capability[]> = {
    loopback: ['sockets'],
    lan: ['sockets', 'network namespaces', 'iproute2', 'packet capture'],
    nat: ['sockets', 'network namespaces', 'iproute2', 'packet capture', 'nftables', 'conntrack table'],
  }
  // A host that is not the lab's own keeps its sysctls.
  const pinned: readonly Capability[] = plan.sysctls === undefined ? [] : ['network namespaces']
  const ipv6: readonly Capability[] = plan.ipv6 === true ? ['IPv6'] : []
  return [...new Set([...own[plan.kind], ...pinned, ...ipv6, ...(plan.needs ?? [])])]
}
