import { callOnThread, mustCall } from '../sockets/libc/ffi.ts'
import { linkLayerAddress } from './link-layer-address.ts'

const AF_PACKET = 17
const SOCK_RAW = 3
const SOCK_CLOEXEC = 0o2000000

/** Puts frames on the interfaces of one network namespace, as no socket of its programs would (packet(7)). */
export class Injector implements AsyncDisposable {
  #fd: number | null

  private constructor(fd: number) {
    this.#fd = fd
  }

  /**
   * Opens an injector in the network namespace that the calling thread is in; needs CAP_NET_RAW there. It receives
   * nothing.
   */
  static open(): Injector {
    return new Injector(mustCall('socket', AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0))
  }

  /** Sends a frame, which begins with its Ethernet header, from an interface. Captures there see it leave. */
  send(interfaceIndex: number, frame: Uint8Array): void {
    if (this.#fd === null) throw new Error('The injector was closed.')
    // Sending looks at the interface alone: the frame says the rest.
    const address = linkLayerAddress(interfaceIndex)
    mustCall('sendto', this.#fd, frame, frame.byteLength, 0, address, address.byteLength)
  }

  /** Waits on another thread, as closing a packet socket takes some 25 ms. */
  async [Symbol.asyncDispose](): Promise<void> {
    const fd = this.#fd
    this.#fd = null
    if (fd !== null) await callOnThread('close', fd)
  }
}
