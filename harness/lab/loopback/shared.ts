import { randomInt } from 'node:crypto'
import type { Lab, Machine } from '../machine.ts'
import type { LoopbackPlan } from '../plan.ts'

/**
 * The loopback interface that this process has already, for machines on which no namespace can be made. Each lab has an
 * address of its own in 127.0.0.0/8, so that its ports are nobody else's; the wire and the counters are not private.
 */
export function shareLoopback<Host extends string>(plan: LoopbackPlan<Host>): Lab<Host> {
  const address = `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`
  const machine: Machine = {
    within: (act) => act(),
    lingerWithin: (act) => act(),
    interfaces: [],
    addresses: [{ family: 'AF_INET', address, interface: 'lo', link: 'loopback' }],
    gateway: null,
    sysctls: {},
    isPrivate: false,
  }
  const backend = 'shared loopback'
  return {
    backend,
    carrier: null,
    machines: Object.fromEntries(plan.hosts.map((host) => [host, machine])) as Record<Host, Machine>,
    describe: () => ({
      kind: plan.kind,
      backend,
      hosts: plan.hosts.map((name) => ({
        name,
        addresses: [{ interface: 'lo', address, link: 'loopback' }],
        sysctls: {},
      })),
      notes: ['Shared with every other program of this machine: no capture, no counters, no sysctls of its own.'],
    }),
    [Symbol.dispose]: () => {},
  }
}
