import { fileURLToPath } from 'node:url'
import { runTool } from '../../../lab/command.ts'
import { Namespace } from '../../../lab/netns/namespace.ts'
import { AgentProcess } from '../../agent/testing/agent-process.ts'

const MAIN = fileURLToPath(new URL('../../../../dist/harness/sockets/lwip/main.js', import.meta.url))

/** The command of the agent of lwIP, as it is built. */
export const LWIP_AGENT = [process.execPath, MAIN] as const

/** The hosts of the LAN that have lwIP. */
export const LWIP_HOSTS = {
  a: { device: 'tap0', ethernet: '02:00:0a:4d:00:0b', ip: '10.77.0.11', ip6: 'fd77::b' },
  b: { device: 'tap1', ethernet: '02:00:0a:4d:00:0c', ip: '10.77.0.12', ip6: 'fd77::c' },
} as const

/** The host of the LAN that has the kernel's sockets. */
export const KERNEL = { ip: '10.77.0.1', ip6: 'fd77::1' } as const

/** A LAN in a namespace: a bridge at which are the TAP devices of the lwIP hosts, and the kernel itself. */
export class LwipLan implements AsyncDisposable {
  readonly namespace = Namespace.create()
  readonly #agents: AgentProcess[] = []

  constructor() {
    const taps = Object.values(LWIP_HOSTS).map(({ device }) => device)
    const lines = [
      'link set lo up',
      'link add br0 type bridge mcast_snooping 0 forward_delay 0',
      `addr add ${KERNEL.ip}/24 dev br0`,
      `addr add ${KERNEL.ip6}/64 dev br0 nodad`,
      'link set br0 addrgenmode none up',
      ...taps.flatMap((tap) => [`tuntap add mode tap name ${tap}`, `link set ${tap} addrgenmode none master br0 up`]),
    ]
    this.namespace.within(() => runTool('ip', ['-batch', '-'], lines.join('\n')))
  }

  /** Starts the agent of a host, and gives it its network. */
  async start(name: keyof typeof LWIP_HOSTS): Promise<AgentProcess> {
    const { device, ethernet, ip, ip6 } = LWIP_HOSTS[name]
    const agent = this.namespace.within(() => new AgentProcess(LWIP_AGENT))
    this.#agents.push(agent)
    const addresses = [
      { family: 'AF_INET', address: ip, prefix: 24 },
      { family: 'AF_INET6', address: ip6, prefix: 64 },
    ]
    await agent.value('hello', {
      protocol: 1,
      network: {
        kind: 'tap',
        device,
        interface: { name: 'eth0', hardwareAddress: ethernet, mtu: 1500, addresses, gateway: null },
      },
    })
    return agent
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.#agents) await agent[Symbol.asyncDispose]()
    this.namespace[Symbol.dispose]()
  }
}
