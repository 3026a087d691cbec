import { closeSync, openSync } from 'node:fs'
import { call } from '../../sockets/libc/ffi.ts'
import { runTool } from '../command.ts'
import { hardwareAddress, waitUntilRunning } from './interface.ts'

const DEVICE = '/dev/net/tun'
const TUNSETIFF = 0x400454ca
const IFF_TAP = 0x2
const IFF_NO_PI = 0x1000
const IFREQ_LENGTH = 40
const IFNAMSIZ = 16

/** A TAP device could not be made. */
export class TapError extends Error {
  override name = 'TapError'
}

/**
 * Makes a TAP device in the namespace that this thread is in, switched off («networking/tuntap» in the kernel’s
 * documentation). Each `read()` of the descriptor gives one Ethernet frame, each `write()` sends one, without any header
 * before it. It blocks, and closes on exec; the device is gone when the last copy of the descriptor is closed.
 *
 * @throws TapError if this machine does not let us
 */
export function openTap(name: string): number {
  const descriptor = openDevice()
  const ifreq = Buffer.alloc(IFREQ_LENGTH)
  ifreq.write(name, 0, IFNAMSIZ - 1, 'latin1')
  ifreq.writeUInt16LE(IFF_TAP | IFF_NO_PI, IFNAMSIZ)
  const { errno } = call('ioctl', descriptor, TUNSETIFF, ifreq)
  if (errno !== null) {
    closeSync(descriptor)
    throw refused(`make the TAP device ${name}`, errno)
  }
  return descriptor
}

function openDevice(): number {
  try {
    return openSync(DEVICE, 'r+')
  } catch (error) {
    throw refused(`open ${DEVICE}`, (error as NodeJS.ErrnoException).code ?? String(error))
  }
}

function refused(tried: string, errno: string): TapError {
  return new TapError(
    `Cannot ${tried}: ${errno}. It takes TUN/TAP in the kernel («modprobe tun»), in a container --device ${DEVICE}, ` +
      `and root or, for an ordinary user, a device that everybody may open («chmod 666 ${DEVICE}»).`,
  )
}

/**
 * Makes a TAP device and the end of a cable, which must have no internet address, ports of a bridge without addresses, in
 * the namespace that this thread is in. Whoever reads and writes the TAP is then at that cable, under the Ethernet address
 * of the cable’s end, and captures there see all its frames. All three are switched on.
 *
 * @param isOpen whether somebody has opened the device; it runs when that is so
 */
export function bridgeTap(tap: string, cable: string, { isOpen = true }: { readonly isOpen?: boolean } = {}): void {
  const bridge = `${tap}-bridge`
  runTool(
    'ip',
    ['-batch', '-'],
    [
      `link add ${bridge} address ${BRIDGE_ADDRESS} type bridge mcast_snooping 0 forward_delay 0`,
      ...[bridge, tap, cable].map((name) => `link set ${name} addrgenmode none`),
      ...[tap, cable].map((name) => `link set ${name} master ${bridge} up`),
      `link set ${bridge} up`,
    ].join('\n'),
  )
  forgetOwnAddress(cable)
  // A device that nobody has opened has no carrier.
  waitUntilRunning(isOpen ? [tap, cable] : [cable])
}

/** Locally administered, and of no host: theirs begin with 02:00. */
const BRIDGE_ADDRESS = '02:ff:00:00:00:01'

/** What `bridge -json fdb` tells of an address that a bridge knows (bridge(8)). */
interface KnownAddress {
  readonly mac: string
  readonly master?: string
  readonly state?: string
  readonly vlan?: number
}

/** Has a bridge not keep for itself what is for the Ethernet address of a port, as it otherwise does. */
function forgetOwnAddress(port: string): void {
  const known = JSON.parse(runTool('bridge', ['-json', 'fdb', 'show', 'brport', port])) as readonly KnownAddress[]
  const own = known.filter(({ mac, master, state }) => {
    return mac === hardwareAddress(port) && master !== undefined && state === 'permanent'
  })
  const lines = own.map(
    ({ mac, vlan }) => `fdb del ${mac} dev ${port} ${vlan === undefined ? '' : `vlan ${vlan} `}master`,
  )
  runTool('bridge', ['-batch', '-'], lines.join('\n'))
}
