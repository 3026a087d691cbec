import type { AgentInterface, AgentNetwork, NetworkKind } from '../../sockets/agent/protocol.ts'
import { runTool } from '../command.ts'
import { hardwareAddress } from './interface.ts'
import { bridgeTap, openTap } from './tap.ts'
import type { Port } from './wiring.ts'

/** The TAP device at which a stack of its own is. */
const TAP = 'tap0'

/** The largest packet, in bytes, that a cable carries (ip-link(8), mtu). */
const MTU = 1500

/** A machine whose hosts have a stack of their own, as it was made: what its agent is given, and what to close in the end. */
export interface OwnStack {
  readonly network: AgentNetwork
  /** The descriptor of the TAP device that the agent inherits; null if it opens the device itself. */
  readonly descriptor: number | null
}

/**
 * Puts a stack that is not the kernel's to the cable of the namespace that this thread is in: behind a TAP device, with the
 * Ethernet address of the cable's end. The kernel has no address there, so it does not answer in the stack's place.
 */
export function plugOwnStack(
  { name, address, address6 }: Port,
  kind: Exclude<NetworkKind, 'kernel'>,
  { ipv6, gateway }: { ipv6: boolean; gateway: string | null },
): OwnStack {
  const shape: AgentInterface = {
    name,
    hardwareAddress: hardwareAddress(name),
    mtu: MTU,
    addresses: [
      { family: 'AF_INET', address, prefix: 24 },
      ...(ipv6 ? [{ family: 'AF_INET6' as const, address: address6, prefix: 64 }] : []),
    ],
    gateway,
  }
  if (kind === 'frames') {
    const descriptor = openTap(TAP)
    bridgeTap(TAP, name)
    return { network: { kind, descriptor: 3, interface: shape }, descriptor }
  }
  runTool('ip', ['tuntap', 'add', 'mode', 'tap', 'name', TAP])
  bridgeTap(TAP, name, { isOpen: false })
  return { network: { kind, device: TAP, interface: shape }, descriptor: null }
}
