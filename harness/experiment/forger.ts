import type { Machine } from '../lab/machine.ts'
import { type NextHop, nextHop } from '../lab/next-hop.ts'
import type { Sysctls } from '../lab/plan.ts'
import { readSysctl } from '../lab/sysctls.ts'
import { NotOffered } from '../not-offered.ts'
import { Injector } from '../wire/inject.ts'
import { type Forgery, forgedFrame } from './forgery.ts'

/** How many packets the hosts of a lab may forge in one run, all together. */
export const MOST_FORGED = 5_000

/**
 * Sysctls of a loopback lab on which IPv4 packets are forged: without them the kernel drops what comes from outside its
 * own sockets with an address of 127.0.0.0/8, or with any source address of its own (ip-sysctl in its documentation).
 */
export const TAKES_FORGED: Sysctls = { 'ipv4.conf.lo.accept_local': '1', 'ipv4.conf.lo.route_localnet': '1' }

const PACKETS_PER_PULSE = 64

/** Sends the forged packets of one machine. */
export interface Forger {
  send(forgeries: readonly Forgery[]): void
}

/** What sends the forged packets of the machines of a lab. It never leaves the lab, and its packets are counted. */
export class Forgers implements AsyncDisposable {
  readonly #machines: readonly Machine[]
  readonly #pulse: () => void
  readonly #injectors = new Map<Machine, Injector>()
  #sent = 0

  /** @param pulse called now and then while packets are sent, to empty what fills up meanwhile */
  constructor(machines: Readonly<Record<string, Machine>>, pulse: () => void = () => {}) {
    this.#machines = [...new Set(Object.values(machines))]
    this.#pulse = pulse
  }

  /** Begins to count anew: a run begins. */
  begin(): void {
    this.#sent = 0
  }

  /** The forger of a machine. */
  of(machine: Machine): Forger {
    return { send: (forgeries) => this.#send(machine, forgeries) }
  }

  #send(machine: Machine, forgeries: readonly Forgery[]): void {
    if (machine.untouchable !== null) throw new NotOffered(machine.untouchable)
    if (!machine.isPrivate) {
      throw new Error('Packets are forged on the lab’s own links alone: the claim must need «packet capture».')
    }
    this.#sent += forgeries.length
    if (this.#sent > MOST_FORGED)
      throw new RangeError(`${this.#sent} forged packets in one run, at most ${MOST_FORGED}.`)
    const injector = this.#injector(machine)
    for (const [index, forgery] of forgeries.entries()) {
      if (index % PACKETS_PER_PULSE === 0) this.#pulse()
      const { interface: near, hardwareAddress } = this.#nextHop(machine, forgery)
      injector.send(near.index, forgedFrame(forgery, { source: near.hardwareAddress, destination: hardwareAddress }))
    }
  }

  #nextHop(machine: Machine, { to: { address, family } }: Forgery): NextHop {
    const hop = nextHop(this.#machines, machine, address)
    if (hop.interface.link === 'loopback' && family === 'AF_INET') {
      const taken = Object.entries(TAKES_FORGED).every(
        ([name, value]) => machine.within(() => readSysctl(name)) === value,
      )
      if (!taken)
        throw new Error('On loopback forged IPv4 packets are dropped: the lab must have the sysctls TAKES_FORGED.')
    }
    return hop
  }

  #injector(machine: Machine): Injector {
    const open = this.#injectors.get(machine)
    if (open !== undefined) return open
    const injector = machine.within(() => Injector.open())
    this.#injectors.set(machine, injector)
    return injector
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#injectors.values()].map((injector) => injector[Symbol.asyncDispose]()))
  }
}
