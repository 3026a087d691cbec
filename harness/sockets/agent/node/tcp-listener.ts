import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { PollEvent } from '../../calls.ts'
import { type ErrnoName, failed, type Result, succeeded } from '../../result.ts'
import { CannotAsk } from '../cannot-ask.ts'
import { hostOf, type NodeAddress, socketAddress } from './addresses.ts'
import type { Changes } from './changes.ts'
import { errnoOf } from './errors.ts'
import { TcpConnection } from './tcp-connection.ts'

/** What accepted connections are to have, and the listener before it listens. */
export interface ListenerOptions {
  noDelay?: boolean
  keepAlive?: boolean
  ipv6Only?: boolean
}

/**
 * A `net.Server` as calls see it. Node accepts every connection as it comes; they wait here until accept4() asks for them,
 * so that the kernel's accept queue is hardly ever in use.
 */
export class TcpListener {
  readonly changes: Changes
  readonly #server: Server
  readonly #ipv6Only: boolean
  readonly #queue: TcpConnection[] = []
  #error: ErrnoName | null = null

  constructor({ ipv6Only = false, ...options }: ListenerOptions, changes: Changes) {
    this.changes = changes
    this.#ipv6Only = ipv6Only
    this.#server = createServer({ allowHalfOpen: true, ...options }, (socket: Socket) => {
      this.#queue.push(new TcpConnection(socket))
      changes.tell()
    })
    this.#server.on('error', (error) => {
      this.#error = errnoOf(error)
      changes.tell()
    })
  }

  /** Binds and listens, which Node does at once, with SO_REUSEADDR; a backlog of 0 is 511 to it. */
  async listen(address: NodeAddress, backlog: number): Promise<Result<0>> {
    try {
      this.#server.listen({ ...hostOf(address), backlog, ipv6Only: this.#ipv6Only, exclusive: true })
      await once(this.#server, 'listening')
      return succeeded(0)
    } catch (error) {
      this.#error = null
      return failed(errnoOf(error))
    }
  }

  /** What came first and was not taken, or what Node could not accept; undefined where there is neither. */
  accept(): Result<TcpConnection> | undefined {
    const error = this.#error
    this.#error = null
    if (error !== null) return failed(error)
    const connection = this.#queue.shift()
    return connection && succeeded(connection)
  }

  getsockname(): Result<NodeAddress> {
    const address = this.#server.address()
    if (address === null || typeof address === 'string')
      throw new CannotAsk('net.Server tells its address once it listens')
    return succeeded(socketAddress(address))
  }

  ready(): PollEvent[] {
    return this.#queue.length > 0 ? ['POLLIN'] : []
  }

  /** Nobody will ever have the connections that wait. */
  async close(): Promise<Result<0>> {
    this.#server.close()
    this.changes.cancel()
    await Promise.all(this.#queue.splice(0).map((connection) => connection.close()))
    return succeeded(0)
  }
}
