import type { Machine, MachineInterface } from './machine.ts'

/** Where a frame to an IP address goes next. */
export interface NextHop {
  /** The interface of the sending machine by which it leaves. */
  readonly interface: MachineInterface
  /** The Ethernet address of the interface that it is for. */
  readonly hardwareAddress: string
}

/**
 * Where a machine's frames to an address go next, by the wiring of the lab and without asking by ARP: to the machine
 * that has the address, if it is on a link of the sender's, else to the sender's gateway. Throws where there is no way.
 */
export function nextHop(machines: readonly Machine[], sender: Machine, address: string): NextHop {
  const hop = onOwnLink(machines, sender, address) ?? viaGateway(machines, sender)
  if (hop === null)
    throw new Error(`No machine on a link of the sender has the address ${address}, and there is no gateway.`)
  return hop
}

function viaGateway(machines: readonly Machine[], sender: Machine): NextHop | null {
  return sender.gateway === null ? null : onOwnLink(machines, sender, sender.gateway)
}

function onOwnLink(machines: readonly Machine[], sender: Machine, address: string): NextHop | null {
  for (const machine of machines) {
    const link = machine === sender ? 'loopback' : linkOf(machine, address)
    const far = machine.interfaces.find((one) => one.link === link)
    const near = sender.interfaces.find((one) => one.link === link)
    const isThere = machine.addresses.some((one) => one.address === address)
    if (isThere && far !== undefined && near !== undefined) {
      return { interface: near, hardwareAddress: far.hardwareAddress }
    }
  }
  return null
}

/** The link on which a machine has an address; null for one that only the machine itself can reach. */
function linkOf({ addresses }: Machine, address: string): string | null {
  const link = addresses.find((one) => one.address === address)?.link ?? null
  return link === 'loopback' ? null : link
}
