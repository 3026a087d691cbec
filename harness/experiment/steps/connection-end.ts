import { addressText } from '../../sockets/address.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Tools } from '../tools.ts'
import { readToEnd } from './read-to-end.ts'

/** One end of a connection, which keeps account of the text that it sent and received. */
export class ConnectionEnd {
  readonly socket: Socket
  /** What getsockname() and getpeername() say, for example `10.77.0.12:3490`. */
  readonly local: string
  readonly peer: string
  sent = ''
  received = ''

  private constructor(socket: Socket, local: string, peer: string) {
    this.socket = socket
    this.local = local
    this.peer = peer
  }

  /** Asks a connected socket for its address and its peer's. */
  static async of(socket: Socket): Promise<ConnectionEnd> {
    return new ConnectionEnd(socket, addressText(await socket.localAddress()), addressText(await socket.peerAddress()))
  }

  /** The 4-tuple of what it sends: `source → destination`. */
  get outward(): string {
    return `${this.local} → ${this.peer}`
  }

  /** The 4-tuple of what it receives. */
  get inward(): string {
    return `${this.peer} → ${this.local}`
  }

  async send(text: string): Promise<void> {
    await this.socket.send(text)
    this.sent += text
  }

  /** Reads until end-of-file or an error; the peer must have closed its direction. */
  async readToEnd(tools: Pick<Tools, 'answered'>): Promise<void> {
    this.received += (await readToEnd(tools, this.socket)).bytes.toString()
  }
}
