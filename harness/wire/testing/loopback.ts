import { Namespace } from '../../lab/netns/namespace.ts'
import { call, mustCall } from '../../sockets/libc/ffi.ts'
import { type Capture, openCapture } from '../capture.ts'
import type { RingSize } from '../ring.ts'
import { ip } from './two-hosts.ts'

const AF_INET = 2
const SOCK_STREAM = 1

/** A namespace of its own whose loopback interface is switched on. */
export function loopbackNamespace(): Namespace {
  const namespace = Namespace.create()
  namespace.within(() => ip('link set lo up'))
  return namespace
}

/** Opens a capture on the loopback interface of the namespace that this thread is in; its index is always 1. */
export function captureLoopback(size: Partial<RingSize> = {}): Capture {
  return openCapture({ interfaceName: 'lo', interfaceIndex: 1, host: 'self', link: 'loopback', ...size })
}

/** Sends a SYN to a port of 127.0.0.1 on which nobody listens, and receives the RST. */
export function knock(port: number): void {
  const fd = mustCall('socket', AF_INET, SOCK_STREAM, 0)
  const address = Buffer.alloc(16)
  address.writeUInt16LE(AF_INET, 0)
  address.writeUInt16BE(port, 2)
  address.set([127, 0, 0, 1], 4)
  const { errno } = call('connect', fd, address, address.byteLength)
  mustCall('close', fd)
  if (errno !== 'ECONNREFUSED')
    throw new Error(`A connection to port ${port} was expected to be refused, not ${errno}.`)
}
