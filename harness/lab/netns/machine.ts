import { closeSync } from 'node:fs'
import type { AgentPipes } from '../../sockets/agent/connection.ts'
import type { AgentNetwork } from '../../sockets/agent/protocol.ts'
import { runTool } from '../command.ts'
import { type Machine, type MachineAddress, type MachineInterface, OF_THIS_KERNEL } from '../machine.ts'
import type { LabPlan } from '../plan.ts'
import { pinSysctls } from '../sysctls.ts'
import { hardwareAddress, interfaceIndex, switchOn } from './interface.ts'
import { Namespace } from './namespace.ts'
import { type OwnStack, plugOwnStack } from './own-stack.ts'
import type { WiredMachine } from './wiring.ts'

/** A machine that is a network namespace. */
export class NetnsMachine implements Machine, Disposable {
  readonly isPrivate = true
  readonly untouchable = OF_THIS_KERNEL.untouchable
  readonly agent: AgentPipes | null = OF_THIS_KERNEL.agent
  readonly root: string = OF_THIS_KERNEL.root
  readonly namespace: Namespace
  readonly wired: WiredMachine
  interfaces: readonly MachineInterface[] = []
  addresses: readonly MachineAddress[] = []
  sysctls: Readonly<Record<string, string>> = {}
  #ownStack: OwnStack | null = null

  protected constructor(namespace: Namespace, wired: WiredMachine) {
    this.namespace = namespace
    this.wired = wired
  }

  /** Makes the namespace; {@link configure} follows when its cables are plugged in. */
  static create(wired: WiredMachine): NetnsMachine {
    return new NetnsMachine(Namespace.create(), wired)
  }

  get gateway(): string | null {
    return this.wired.gateway
  }

  get network(): AgentNetwork {
    return this.#ownStack?.network ?? OF_THIS_KERNEL.network
  }

  /** What an agent that is started here inherits as its descriptor 3; null for none. */
  get frames(): number | null {
    return this.#ownStack?.descriptor ?? null
  }

  inside(command: readonly string[]): readonly string[] {
    return OF_THIS_KERNEL.inside(command)
  }

  within<T>(act: () => T): T {
    return this.namespace.within(act)
  }

  lingerWithin<T>(act: () => T): T {
    return this.namespace.lingerWithin(act)
  }

  /** Gives the machine its sysctls, addresses and routes and switches its interfaces on. */
  configure(plan: LabPlan): void {
    const ipv6 = plan.ipv6 === true
    const { ports, forwards, network } = this.wired
    const isKernels = network.kind === 'kernel'
    this.within(() => {
      this.sysctls = pinSysctls({
        'ipv6.conf.all.disable_ipv6': isKernels && (ipv6 || plan.kind === 'loopback') ? '0' : '1',
        ...(forwards ? { 'ipv4.ip_forward': '1' } : {}),
        ...plan.sysctls,
      })
      switchOn('lo')
      if (isKernels && ports.length > 0) runTool('ip', ['-batch', '-'], this.#lines(ipv6, plan).join('\n'))
      else this.#plugOwnStack(ipv6)
      const own = [{ name: 'lo', link: 'loopback' }, ...ports]
      this.interfaces = own.map(({ name, link }) => ({
        name,
        link,
        index: interfaceIndex(name),
        hardwareAddress: hardwareAddress(name),
      }))
    })
    this.addresses = isKernels
      ? this.#addresses(ipv6 || plan.kind === 'loopback')
      : this.#addressesOfOwnStack(plan.kind === 'loopback' && network.loopback)
  }

  #plugOwnStack(ipv6: boolean): void {
    const { ports, network, gateway } = this.wired
    const [port] = ports
    if (port === undefined || network.kind === 'kernel') return
    this.#ownStack = plugOwnStack(port, network.kind, { ipv6, gateway })
  }

  /** Of a stack of its own: first that of its loopback interface, if its programs are to meet there. */
  #addressesOfOwnStack(onLoopback: boolean): readonly MachineAddress[] {
    const { network } = this
    if (network.kind === 'kernel') return []
    const { name, addresses } = network.interface
    const link = this.wired.ports[0]?.link ?? ''
    const own = addresses.map(({ family, address }) => ({ family, address, interface: name, link }))
    const lo = { family: 'AF_INET' as const, address: '127.0.0.1', interface: 'lo', link: 'loopback' }
    return onLoopback ? [lo, ...own] : own
  }

  #lines(ipv6: boolean, plan: LabPlan): readonly string[] {
    const { ports, gateway, isAddressed = false } = this.wired
    const timeout = plan.kind === 'lan' ? plan.shortestTimeout : undefined
    return [
      ...ports.flatMap(({ name, address, address6 }) => [
        ...(isAddressed ? [] : [`addr add ${address}/24 dev ${name}`, `link set ${name} addrgenmode none`]),
        ...(ipv6 && !isAddressed ? [`addr add ${address6}/64 dev ${name} nodad`] : []),
        // One segment a frame, so that the capture shows what the wire would carry.
        `link set ${name} gso_max_segs 1 up`,
        ...(timeout === undefined ? [] : timeoutLines(name, ipv6 ? [address, address6] : [address], timeout)),
      ]),
      ...(gateway === null || isAddressed ? [] : [`route add default via ${gateway}`]),
    ]
  }

  #addresses(ipv6: boolean): readonly MachineAddress[] {
    const lo = { interface: 'lo', link: 'loopback' }
    const all: readonly MachineAddress[] = [
      ...this.wired.ports.flatMap(({ name, link, address, address6 }) => [
        { family: 'AF_INET' as const, address, interface: name, link },
        { family: 'AF_INET6' as const, address: address6, interface: name, link },
      ]),
      { family: 'AF_INET', address: '127.0.0.1', ...lo },
      { family: 'AF_INET6', address: '::1', ...lo },
    ]
    return all.filter(({ family }) => ipv6 || family === 'AF_INET')
  }

  [Symbol.dispose](): void {
    if (this.frames !== null) closeSync(this.frames)
    this.namespace[Symbol.dispose]()
  }
}

/** `ip` commands that give the routes to the networks of addresses a shortest retransmission time-out (ip-route(8), rto_min). */
function timeoutLines(name: string, addresses: readonly string[], milliseconds: number): readonly string[] {
  return addresses.map((address) =>
    address.includes(':')
      ? // The kernel’s own route appears only when the interface runs, so that one goes before it.
        `route add ${address.replace(/::.*/, '::')}/64 dev ${name} metric 1 rto_min ${milliseconds}ms`
      : `route change ${address.replace(/\.\d+$/, '.0')}/24 dev ${name} proto kernel scope link rto_min ${milliseconds}ms`,
  )
}
