import { call, mustCall } from '../../sockets/libc/ffi.ts'
import { hardwareText } from '../../wire/address-text.ts'

const AF_INET = 2
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000
const SIOCGIFFLAGS = 0x8913
const SIOCGIFINDEX = 0x8933
const SIOCGIFHWADDR = 0x8927
const SIOCSIFFLAGS = 0x8914
const IFF_UP = 0x1
const IFF_RUNNING = 0x40
const IFREQ_LENGTH = 40
const IFNAMSIZ = 16

/** Asks about an interface of the namespace that this thread is in, with an ioctl of netdevice(7). */
function ask(name: string, request: number, flags = 0): Buffer {
  const ifreq = Buffer.alloc(IFREQ_LENGTH)
  ifreq.writeInt16LE(flags, IFNAMSIZ)
  ifreq.write(name, 0, IFNAMSIZ - 1, 'latin1')
  const fd = mustCall('socket', AF_INET, SOCK_DGRAM_CLOEXEC, 0)
  try {
    mustCall('ioctl', fd, request, ifreq)
  } finally {
    call('close', fd)
  }
  return ifreq
}

/** The interface's index. */
export function interfaceIndex(name: string): number {
  return ask(name, SIOCGIFINDEX).readInt32LE(IFNAMSIZ)
}

/** The interface's Ethernet address, for example `02:00:0a:4d:00:0b`. */
export function hardwareAddress(name: string): string {
  const SA_DATA = IFNAMSIZ + 2
  return hardwareText(ask(name, SIOCGIFHWADDR).subarray(SA_DATA, SA_DATA + 6))
}

/** Switches the interface on. */
export function switchOn(name: string): void {
  ask(name, SIOCSIFFLAGS, IFF_UP)
}

/** Whether the interface is operational: a frame given to it now would leave. */
export function isRunning(name: string): boolean {
  return (ask(name, SIOCGIFFLAGS).readInt16LE(IFNAMSIZ) & IFF_RUNNING) !== 0
}

/**
 * Waits until the interfaces of the namespace that this thread is in are operational. The kernel makes them so within
 * a moment of being switched on, on a work queue, so this thread only gives way to it.
 */
export function waitUntilRunning(names: readonly string[]): void {
  const giveUp = performance.now() + 10_000
  while (!names.every(isRunning)) {
    if (performance.now() > giveUp)
      throw new Error(`Interfaces ${names.join(', ')} were switched on but never became operational.`)
    call('poll', null, 0, 1)
  }
}
