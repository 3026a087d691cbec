import type { Lack } from '../../../not-offered.ts'
import { runTool, ToolError } from '../../command.ts'
import { type Machine, type MachineAddress, type MachineInterface, OF_THIS_KERNEL } from '../../machine.ts'
import { hardwareAddress, interfaceIndex, waitUntilRunning } from '../../netns/interface.ts'
import { Namespace } from '../../netns/namespace.ts'
import type { Port, WiredMachine } from '../../netns/wiring.ts'
import { LAN_BRIDGE, WAN_INTERFACE } from './names.ts'

const NOT_THE_LABS: Lack = {
  name: 'router of the lab’s own',
  reason: 'the router of this lab is the machine of the Docker engine, of which no setting is changed or counter read',
  mend: 'run the claim with --lab docker, whose router is a container',
}

/** The machine of the engine as the router of a lab: nothing of it is the lab's but the interfaces of the lab. */
export class EngineMachine implements Machine, Disposable {
  readonly network = OF_THIS_KERNEL.network
  readonly frames = OF_THIS_KERNEL.frames
  readonly agent = OF_THIS_KERNEL.agent
  readonly inside = OF_THIS_KERNEL.inside
  readonly root = OF_THIS_KERNEL.root
  readonly untouchable = NOT_THE_LABS
  readonly isPrivate = false
  readonly gateway = null
  readonly sysctls = {}
  readonly namespace = Namespace.home()
  readonly wired: WiredMachine
  /** The end of the cable to the hosts outside. */
  readonly outer: Port
  readonly addresses: readonly MachineAddress[]
  interfaces: readonly MachineInterface[] = []

  /** @param wired what the plan makes of the router */
  constructor(wired: WiredMachine) {
    const ports = wired.ports.map((port) => ({ ...port, name: port.link === 'lan' ? LAN_BRIDGE : WAN_INTERFACE }))
    const outer = ports.find(({ link }) => link !== 'lan')
    if (outer === undefined) throw new Error('A router has a side that is outside.')
    this.wired = { ...wired, ports }
    this.outer = outer
    this.addresses = ports.map(({ name, link, address }) => ({ family: 'AF_INET', address, interface: name, link }))
  }

  within<T>(act: () => T): T {
    return this.namespace.within(act)
  }

  lingerWithin<T>(act: () => T): T {
    return this.namespace.lingerWithin(act)
  }

  /** Gives the interface outside, which has been plugged in, its address, and takes note of both. */
  configure(): void {
    const { name, address } = this.outer
    this.within(() => {
      const lines = [`addr add ${address}/24 dev ${name}`, `link set ${name} addrgenmode none gso_max_segs 1 up`]
      runTool('ip', ['-batch', '-'], lines.join('\n'))
      waitUntilRunning(this.wired.ports.map((port) => port.name))
      this.interfaces = this.wired.ports.map((port) => ({
        name: port.name,
        link: port.link,
        index: interfaceIndex(port.name),
        hardwareAddress: hardwareAddress(port.name),
      }))
    })
  }

  /** Takes away the interface outside, if it is there: also what a lab left whose process was killed. */
  unplug(): void {
    try {
      this.within(() => runTool('ip', ['link', 'delete', WAN_INTERFACE]))
    } catch (error) {
      // It also goes by itself, when its other end does.
      if (!(error instanceof ToolError && error.message.includes('Cannot find device'))) throw error
    }
  }

  [Symbol.dispose](): void {
    this.unplug()
    this.namespace[Symbol.dispose]()
  }
}
