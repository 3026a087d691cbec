import { call, callOnThread, LibcError, mustCall } from '../../sockets/libc/ffi.ts'
import { linkLayerAddress } from '../../wire/link-layer-address.ts'

const AF_PACKET = 17
const SOCK_RAW_CLOEXEC = 3 | 0o2000000
const SOL_SOCKET = 1
const SO_RCVBUFFORCE = 33
const SOL_PACKET = 263
const PACKET_STATISTICS = 6
const MSG_DONTWAIT = 0x40

/** Room for the frames that come while this thread is busy, in bytes as the kernel counts them. */
const ROOM = 8 << 20

/** The longest frame: a link of the lab has an MTU of 1500 bytes, and 14 of Ethernet and perhaps a tag come before. */
const LONGEST = 2048

const frame = Buffer.alloc(LONGEST)

/** The end of a cable in the middle of a carried link: it gives what the host at the other end sent, and sends it frames. */
export class LinkEnd implements AsyncDisposable, Disposable {
  /** The host at the other end. */
  readonly host: string
  #fd: number | null

  private constructor(host: string, fd: number) {
    this.host = host
    this.#fd = fd
  }

  /** Opens an end in the network namespace that the calling thread is in. The interface must be switched on. */
  static open(host: string, interfaceIndex: number): LinkEnd {
    // Protocol 0 receives nothing until the socket is bound to its interface.
    const fd = mustCall('socket', AF_PACKET, SOCK_RAW_CLOEXEC, 0)
    try {
      const address = linkLayerAddress(interfaceIndex)
      mustCall('setsockopt', fd, SOL_SOCKET, SO_RCVBUFFORCE, new Uint8Array(Int32Array.of(ROOM).buffer), 4)
      mustCall('bind', fd, address, address.byteLength)
    } catch (error) {
      call('close', fd)
      throw error
    }
    return new LinkEnd(host, fd)
  }

  /** The descriptor, for poll(2). */
  get fd(): number {
    if (this.#fd === null) throw new Error(`The link to ${this.host} was closed: the lab that it belongs to is gone.`)
    return this.#fd
  }

  /** The next frame that the host sent; null if there is none yet. */
  receive(): Uint8Array | null {
    const { value, errno } = call('recv', this.fd, frame, LONGEST, MSG_DONTWAIT)
    if (errno === 'EAGAIN') return null
    if (errno !== null) throw new LibcError('recv', [this.fd, frame, LONGEST], errno)
    return Uint8Array.prototype.slice.call(frame, 0, value)
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
    const fd = this.#fd
    this.#fd = null
    if (fd !== null) call('close', fd)
  }

  /** Waits on another thread, as closing a packet socket takes some 25 ms. */
  async [Symbol.asyncDispose](): Promise<void> {
    const fd = this.#fd
    this.#fd = null
    if (fd !== null) await callOnThread('close', fd)
  }
}
