import { randomInt } from 'node:crypto'
import { makeHolding } from '../held.ts'
import { type Lab, type Machine, type MachineAddress, OF_THIS_KERNEL } from '../machine.ts'
import type { LoopbackPlan } from '../plan.ts'
import { hasIpv6Loopback } from './ipv6.ts'
import { PortBlock } from './port-block.ts'

/**
 * The loopback interface that this process has already, for machines on which no namespace can be made. Each lab has an
 * address of its own in 127.0.0.0/8, and ports of its own; the wire and the counters are not private.
 */
export function shareLoopback<Host extends string>(plan: LoopbackPlan<Host>): Lab<Host> {
  return makeHolding((held) => {
    const ports = held.use(new PortBlock())
    const addresses = loopbackAddresses()
    const machine: Machine = {
      ...OF_THIS_KERNEL,
      within: (act) => act(),
      lingerWithin: (act) => act(),
      interfaces: [],
      addresses,
      gateway: null,
      sysctls: {},
      isPrivate: false,
    }
    const backend = 'shared loopback'
    return {
      backend,
      carrier: null,
      nextPort: () => ports.next(),
      machines: Object.fromEntries(plan.hosts.map((host) => [host, machine])) as Record<Host, Machine>,
      describe: () => ({
        kind: plan.kind,
        backend,
        hosts: plan.hosts.map((name) => ({
          name,
          addresses: addresses.map(({ address }) => ({ interface: 'lo', address, link: 'loopback' })),
          sysctls: {},
        })),
        notes: [
          'Shared with every other program of this machine: no capture, no counters, no sysctls of its own.',
          ...(addresses.length > 1
            ? []
            : ['No IPv6 here: what is written for several kinds of sockets ran over IPv4 only.']),
        ],
      }),
      [Symbol.asyncDispose]: async () => held[Symbol.dispose](),
    }
  })
}

function loopbackAddresses(): readonly MachineAddress[] {
  const lo = { interface: 'lo', link: 'loopback' }
  const address = `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`
  return [
    { family: 'AF_INET', address, ...lo },
    ...(hasIpv6Loopback() ? [{ family: 'AF_INET6' as const, address: '::1', ...lo }] : []),
  ]
}
