import type { Json } from '../evidence/trace-schema.ts'
import { runTool } from '../lab/command.ts'
import type { Machine } from '../lab/machine.ts'
import { dropRules, loadRules, type Rules } from '../lab/rules.ts'
import { type ConntrackEntry, readConntrack } from '../lab/state/conntrack.ts'
import { readConntrackCounter } from '../lab/state/conntrack-counters.ts'
import { readCounters } from '../lab/state/counters.ts'
import { readSockstat } from '../lab/state/sockstat.ts'
import { readTcpTable, type TcpRow } from '../lab/state/tcp-table.ts'
import { hasSysctl, readSysctl, SysctlError, writeSysctl } from '../lab/sysctls.ts'
import { type Lack, NotOffered } from '../not-offered.ts'
import type { Trace } from './trace.ts'

const OWN_STACK: Lack = {
  name: 'kernel of the host',
  reason: 'the stack under test is its own, so the kernel tells and does nothing of it',
  mend: 'run the claim on a stack of the kernel',
}

/** What the view of a host's kernel is made of. */
export interface KernelViewParts {
  readonly name: string
  readonly machine: Machine
  readonly trace: Trace
  /** How its connection tracking table is read. */
  readonly conntrack?: () => readonly ConntrackEntry[]
  /** What a mutant makes of the rules that an experiment loads. */
  readonly rules?: (rules: Rules) => Rules
}

/** What the kernel of a host tells of itself: its tables, counters and sysctls. */
export class KernelView {
  readonly name: string
  readonly #machine: Machine
  readonly #trace: Trace
  readonly #conntrack: () => readonly ConntrackEntry[]
  readonly #rules: (rules: Rules) => Rules
  readonly #sysctlsBefore = new Map<string, string>()
  #hasRules = false

  constructor({ name, machine, trace, conntrack = readConntrack, rules = (same) => same }: KernelViewParts) {
    this.name = name
    this.#machine = machine
    this.#trace = trace
    this.#conntrack = conntrack
    this.#rules = rules
  }

  /** This host's TCP sockets of which one port is this, as `ss -tan` shows them. */
  tcpTable(port: number): readonly TcpRow[] {
    const { isPrivate } = this.#machine
    const addresses = this.#machine.addresses.map(({ family, address }) => ({
      start: family === 'AF_INET' ? `${address}:` : `[${address}]:`,
    }))
    const isOurs = ({ local, remote }: TcpRow): boolean =>
      isPrivate || addresses.some(({ start }) => local.startsWith(start) || remote.startsWith(start))
    return this.within(readTcpTable).filter((row) => (row.localPort === port || row.remotePort === port) && isOurs(row))
  }

  /** How many connections wait in the accept queue of the listener at a port. */
  acceptQueue(port: number): number {
    return this.tcpTable(port).find(({ state }) => state === 'LISTEN')?.rxQueue ?? 0
  }

  /** A kernel counter, for example `TcpExt.ListenOverflows`. */
  counter(name: string): number {
    this.#mustBeTheLabs()
    const value = this.within(readCounters).get(name)
    if (value === undefined) throw new Error(`The kernel of host ${this.name} has no counter ${name}.`)
    return value
  }

  /** Begins to count with a kernel counter: what it gives tells how much that has grown since. */
  counting(name: string): () => number {
    const before = this.counter(name)
    return () => this.counter(name) - before
  }

  /** How many sockets this host has: `sockets.used`, `TCP.inuse` and so on. Needs «network namespaces». */
  sockstat(name: string): number {
    this.#mustBeTheLabs()
    const value = this.within(readSockstat).get(name)
    if (value === undefined) throw new Error(`The kernel of host ${this.name} counts no sockets as ${name}.`)
    return value
  }

  /** The connection tracking table. */
  conntrack(): readonly ConntrackEntry[] {
    return this.within(this.#conntrack)
  }

  /**
   * A sysctl below `net.`, for example `ipv4.ip_local_port_range`. What all namespaces have in common only the first one
   * shows: sizes of buffers, `core.wmem_default` and the like, before Linux 6.11 (commit 19249c0724f2).
   */
  sysctl(name: string): string {
    return this.within(() => (hasSysctl(name) ? readSysctl(name) : null)) ?? readSysctl(name)
  }

  /** Sets a sysctl below `net.` for the rest of the run. Only a lab of network namespaces has sysctls of its own. */
  setSysctl(name: string, value: string): void {
    this.#mustBeTheLabs()
    if (!this.#machine.isPrivate) {
      throw new SysctlError(
        `Host ${this.name} is not the lab's own: the claim must say that it needs «network namespaces».`,
      )
    }
    const before = this.sysctl(name)
    if (!this.#sysctlsBefore.has(name)) this.#sysctlsBefore.set(name, before)
    this.within(() => writeSysctl(name, value))
    this.note(`net.${name} = ${value}`)
  }

  /** Loads nftables rules for the rest of the run: the chains of a table of their own (nft(8)). Needs «nftables». */
  loadRules(rules: Rules): void {
    this.#mustBeTheLabs()
    if (!this.#machine.isPrivate) throw new Error(`Host ${this.name} is not the lab's own, so it takes no rules.`)
    this.within(() => loadRules(this.#rules(rules)))
    this.#hasRules = true
    this.note(`nft: ${rules.replace(/\s+/g, ' ').trim()}`)
  }

  /** A counter of its connection tracking, summed over processors, for example `insert_failed`. */
  conntrackCounter(name: string): number {
    this.#mustBeTheLabs()
    return this.within(() => readConntrackCounter(name))
  }

  /** The run is over: sets back the sysctls and takes out the rules. */
  restore(): void {
    this.restoreSysctls()
    if (this.#hasRules) this.within(dropRules)
    this.#hasRules = false
  }

  /** Has the host forget the Ethernet addresses of its neighbours, as it would after a while (arp(7), ip-neighbour(8)). */
  forgetNeighbours(): void {
    this.#mustBeTheLabs()
    this.within(() => runTool('ip', ['neighbour', 'flush', 'all']))
    this.note('the Ethernet addresses of the neighbours are forgotten')
  }

  /** Sets back the sysctls that this run has set. */
  restoreSysctls(): void {
    for (const [name, value] of this.#sysctlsBefore) this.within(() => writeSysctl(name, value))
  }

  /** Notes what was read of the kernel, for the margin of the timeline. */
  note(says: string, value?: Json): void {
    this.#trace.fact(this.name, 'kernel', says, value)
  }

  /** Throws {@link NotOffered} where the machine is not the lab's to set, and its counters tell of others too. */
  #mustBeTheLabs(): void {
    if (this.#machine.untouchable !== null) throw new NotOffered(this.#machine.untouchable)
  }

  /** Runs a synchronous function on this host's machine. Throws {@link NotOffered} if its kernel is not the host's stack. */
  within<T>(act: () => T): T {
    if (this.#machine.network.kind !== 'kernel') throw new NotOffered(OWN_STACK)
    return this.#machine.within(act)
  }
}
