import { call, callOnThread, mustCall } from '../../sockets/libc/ffi.ts'
import { linkLayerAddress } from '../../wire/link-layer-address.ts'
import { Ring } from '../../wire/ring.ts'

const AF_PACKET = 17
const SOCK_RAW_CLOEXEC = 3 | 0o2000000
const SOL_PACKET = 263
const PACKET_STATISTICS = 6

/** Room for the frames that come while this thread is busy. A frame is no longer than its link's MTU of 1500 and a header. */
const ROOM = { slotBytes: 2048, slots: 1024 }

/** The end of a cable in the middle of a carried link: it gives what the host at the other end sent, and sends it frames. */
export class LinkEnd implements AsyncDisposable, Disposable {
  /** The host at the other end. */
  readonly host: string
  readonly #ring: Ring
  #fd: number | null

  private constructor(host: string, fd: number, ring: Ring) {
    this.host = host
    this.#fd = fd
    this.#ring = ring
  }

  /** Opens an end in the network namespace that the calling thread is in. The interface must be switched on. */
  static open(host: string, interfaceIndex: number): LinkEnd {
    // Protocol 0 receives nothing, so the ring can be made before anything falls into it.
    const fd = mustCall('socket', AF_PACKET, SOCK_RAW_CLOEXEC, 0)
    let ring: Ring | null = null
    try {
      ring = new Ring(fd, ROOM)
      const address = linkLayerAddress(interfaceIndex)
      mustCall('bind', fd, address, address.byteLength)
      return new LinkEnd(host, fd, ring)
    } catch (error) {
      ring?.unmap()
      call('close', fd)
      throw error
    }
  }

  /** The descriptor, for poll(2). */
  get fd(): number {
    if (this.#fd === null) throw new Error(`The link to ${this.host} was closed: the lab that it belongs to is gone.`)
    return this.#fd
  }

  /** The frames that the host has sent since the last time, in order. */
  receive(): readonly Uint8Array[] {
    return this.#ring.take().map(({ bytes }) => bytes)
  }

  /** Sends the host a frame. */
  send(bytes: Uint8Array): void {
    mustCall('send', this.fd, bytes, bytes.byteLength, 0)
  }

  /** How many frames found no room since this was asked last. */
  overflown(): number {
    const statistics = Buffer.alloc(8)
    const length = new Uint8Array(Uint32Array.of(statistics.byteLength).buffer)
    mustCall('getsockopt', this.fd, SOL_PACKET, PACKET_STATISTICS, statistics, length)
    return statistics.readUInt32LE(4)
  }

  [Symbol.dispose](): void {
    const fd = this.#release()
    if (fd !== null) call('close', fd)
  }

  /** Waits on another thread, as closing a packet socket takes some 25 ms. */
  async [Symbol.asyncDispose](): Promise<void> {
    const fd = this.#release()
    if (fd !== null) await callOnThread('close', fd)
  }

  /** Gives up the memory and the descriptor, which remains to be closed; null if that was done before. */
  #release(): number | null {
    const fd = this.#fd
    if (fd !== null) this.#ring.unmap()
    this.#fd = null
    return fd
  }
}
