import { callOnThread, mustCall } from '../sockets/libc/ffi.ts'
import { linkLayerAddress } from './link-layer-address.ts'
import { Ring, type RingFrame, type RingSize } from './ring.ts'

/** A captured frame. */
export interface Frame {
  /** When the kernel saw it: nanoseconds since the Unix epoch, CLOCK_REALTIME. */
  readonly at: bigint
  readonly host: string
  readonly interface: string
  readonly link: string
  /** As seen from the host. */
  readonly direction: 'in' | 'out'
  /** Length on the wire in bytes; `bytes` may be fewer. */
  readonly length: number
  /** From the Ethernet header on. */
  readonly bytes: Uint8Array
}

/** What to capture, and what to call it. */
export interface CaptureOptions extends Partial<RingSize> {
  readonly interfaceName: string
  /** Its index in the network namespace of the calling thread (if_nametoindex(3)). */
  readonly interfaceIndex: number
  readonly host: string
  readonly link: string
  /**
   * Whether frames for the Ethernet address of another host are left out, as a network card leaves them out: a switch
   * floods the first ones, until it has learned where that host is. By default they are kept.
   */
  readonly ownOnly?: boolean
}

/** An open capture on one interface. */
export interface Capture {
  /** Takes the frames out that came since the last time, in the order in which the kernel saw them. */
  drain(): Frame[]
  /** How many frames found the ring full since the capture was opened. */
  lost(): number
  /**
   * Ends the capture. Frames that were not drained are gone. Takes some 25 ms, in which the kernel makes sure that no
   * processor still uses the ring.
   */
  [Symbol.dispose](): void
  /** Ends the capture like its synchronous sibling, but waits on another thread: several captures can end at once. */
  [Symbol.asyncDispose](): Promise<void>
}

const AF_PACKET = 17
const SOCK_RAW = 3
const SOCK_CLOEXEC = 0o2000000
const SOL_PACKET = 263
const PACKET_STATISTICS = 6
const PACKET_OTHERHOST = 3
const PACKET_OUTGOING = 4
const ARPHRD_LOOPBACK = 772

/**
 * Begins to capture on an interface of the network namespace that the calling thread is in (packet(7)); needs
 * CAP_NET_RAW there. When it returns, every frame from now on will be seen, and none of another interface was.
 *
 * On loopback the kernel shows each frame twice: as it leaves and as it arrives. The leaving one is kept, because it is
 * stamped within the call that sends it, while the arriving one may be stamped later, by a kernel thread.
 */
export function openCapture(options: CaptureOptions): Capture {
  const { interfaceIndex, slotBytes = 2048, slots = 512 } = options
  // Protocol 0 receives nothing, so the ring can be made before anything falls into it.
  const fd = mustCall('socket', AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)
  let ring: Ring | null = null
  try {
    ring = new Ring(fd, { slotBytes, slots })
    const address = linkLayerAddress(interfaceIndex)
    mustCall('bind', fd, address, address.byteLength)
    return new RingCapture(fd, ring, options)
  } catch (error) {
    ring?.unmap()
    mustCall('close', fd)
    throw error
  }
}

class RingCapture implements Capture {
  #fd: number | null
  #lost = 0
  readonly #ring: Ring
  readonly #options: CaptureOptions

  constructor(fd: number, ring: Ring, options: CaptureOptions) {
    this.#fd = fd
    this.#ring = ring
    this.#options = options
  }

  drain(): Frame[] {
    const { host, interfaceName, link, ownOnly = false } = this.#options
    return this.#ring
      .take()
      .filter((frame) => !isArrivalOnLoopback(frame) && !(ownOnly && frame.packetType === PACKET_OTHERHOST))
      .map(({ at, length, bytes, packetType }) => {
        const direction = packetType === PACKET_OUTGOING ? 'out' : 'in'
        return { at, host, interface: interfaceName, link, direction, length, bytes }
      })
  }

  lost(): number {
    if (this.#fd === null) return this.#lost
    const statistics = Buffer.alloc(8)
    const length = new Uint8Array(Uint32Array.of(statistics.byteLength).buffer)
    mustCall('getsockopt', this.#fd, SOL_PACKET, PACKET_STATISTICS, statistics, length)
    // The kernel begins to count again each time that it is asked.
    this.#lost += statistics.readUInt32LE(4)
    return this.#lost
  }

  [Symbol.dispose](): void {
    const fd = this.#release()
    if (fd !== null) mustCall('close', fd)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const fd = this.#release()
    if (fd !== null) await callOnThread('close', fd)
  }

  /** Gives up the memory and the descriptor, which remains to be closed; null if that was done before. */
  #release(): number | null {
    const fd = this.#fd
    if (fd === null) return null
    this.lost()
    this.#ring.unmap()
    this.#fd = null
    return fd
  }
}

function isArrivalOnLoopback({ hardwareType, packetType }: RingFrame): boolean {
  return hardwareType === ARPHRD_LOOPBACK && packetType !== PACKET_OUTGOING
}
