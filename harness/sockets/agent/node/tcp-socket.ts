import type { SocketAddress } from '../../address.ts'
import type { PollEvent, Request, Value } from '../../calls.ts'
import type { OptionName, Options } from '../../options.ts'
import { failed, type Result, succeeded } from '../../result.ts'
import { CannotAsk } from '../cannot-ask.ts'
import { addressOf, type NodeAddress, noPointers } from './addresses.ts'
import { Changes } from './changes.ts'
import type { NodeSocket } from './node-socket.ts'
import { TcpConnection } from './tcp-connection.ts'
import { type ListenerOptions, TcpListener } from './tcp-listener.ts'

const ANY = {
  AF_INET: { family: 'AF_INET', address: '0.0.0.0', port: 0 },
  AF_INET6: { family: 'AF_INET6', address: '::', port: 0 },
} as const

/** A TCP socket of Node's: a `net.Socket`, or a `net.Server` once it listens. */
export class TcpSocket implements NodeSocket {
  readonly changes: Changes
  readonly nonblocking: boolean
  readonly #domain: 'AF_INET' | 'AF_INET6'
  readonly #connection: TcpConnection
  readonly #forListener: ListenerOptions = {}
  #listener: TcpListener | null = null
  #bound: NodeAddress | null = null

  constructor(
    domain: 'AF_INET' | 'AF_INET6',
    nonblocking: boolean,
    connection = new TcpConnection(undefined, new Changes()),
  ) {
    this.#domain = domain
    this.nonblocking = nonblocking
    this.#connection = connection
    this.changes = connection.changes
  }

  /** Is remembered, once: Node binds when it listens or connects, and tells then what is wrong with the address. */
  bind(request: Request<'bind'>): Result<0> {
    const address = addressOf(request)
    if (this.#bound !== null || !this.#isUnused) throw new CannotAsk('net binds once, when it listens or connects')
    this.#bound = address
    return succeeded(0)
  }

  async listen({ backlog }: Request<'listen'>): Promise<Result<0>> {
    if (!this.#connection.isUnused) throw new CannotAsk('a net.Socket that is connected cannot listen')
    if (this.#connection.resets) throw new CannotAsk('net.Server gives what it accepts no SO_LINGER')
    const listener = this.#listener ?? new TcpListener(this.#forListener, this.changes)
    const result = await listener.listen(this.#bound ?? ANY[this.#domain], backlog)
    if (result.errno === null) this.#listener = listener
    return result
  }

  accept(nonblocking: boolean): Result<NodeSocket> | undefined {
    if (this.#listener === null) throw new CannotAsk('net accepts only where it listens')
    const came = this.#listener.accept()
    if (came === undefined || came.errno !== null) return came
    return succeeded(new TcpSocket(this.#domain, nonblocking, came.value))
  }

  connect(request: Request<'connect'>, waits: boolean): Result<0> | Promise<Result<0>> {
    if (this.#forListener.ipv6Only) throw new CannotAsk('net sets IPV6_V6ONLY only of what listens')
    return this.#stream('connect').connect(addressOf(request), this.#bound, waits)
  }

  send({ bytes, nullPointer }: Request<'send'>, waits: boolean): Result<number> | Promise<Result<number>> {
    if (nullPointer) throw noPointers()
    return this.#stream('send').send(bytes, waits)
  }

  recv(request: Request<'recv'>, waits: boolean): Result<Uint8Array> | Promise<Result<Uint8Array>> {
    const { length, flags = [], nullPointer } = request
    if (nullPointer) throw noPointers()
    return this.#stream('recv').recv(length, {
      peek: flags.includes('MSG_PEEK'),
      all: flags.includes('MSG_WAITALL'),
      waits,
    })
  }

  /** A stream does not tell whom bytes are from. */
  async recvfrom(request: Request<'recvfrom'>, waits: boolean): Promise<Result<Value<'recvfrom'>>> {
    const { value, errno } = await this.recv(request, waits)
    return errno === null ? succeeded({ bytes: value, from: null }) : failed(errno)
  }

  shutdown({ how }: Request<'shutdown'>): Result<0> | Promise<Result<0>> {
    return this.#stream('shutdown').shutdown(how)
  }

  getsockname(): Result<SocketAddress> {
    return (this.#listener ?? this.#connection).getsockname()
  }

  getpeername(): Result<SocketAddress> {
    return this.#connection.getpeername()
  }

  getsockopt({ option }: Request<'getsockopt'>): Result<Options[OptionName]> {
    return this.#connection.getsockopt(option)
  }

  setsockopt({ option, value }: Request<'setsockopt'>): Result<0> {
    if (option === 'SO_REUSEADDR') {
      if (value !== true) throw new CannotAsk('net sets SO_REUSEADDR of every socket that it binds')
      return succeeded(0)
    }
    if (option === 'TCP_NODELAY') this.#forListener.noDelay = value === true
    if (option === 'SO_KEEPALIVE') this.#forListener.keepAlive = value === true
    if (option === 'IPV6_V6ONLY') {
      this.#forListener.ipv6Only = value === true
      return succeeded(0)
    }
    return this.#connection.setsockopt(option, value)
  }

  ready(): readonly PollEvent[] {
    return (this.#listener ?? this.#connection).ready()
  }

  /** A net.Server has none of the calls of a net.Socket. */
  #stream(call: string): TcpConnection {
    if (this.#listener !== null) throw new CannotAsk(`net.Server has nothing for ${call}()`)
    return this.#connection
  }

  get #isUnused(): boolean {
    return this.#listener === null && this.#connection.isUnused
  }

  async close(): Promise<Result<0>> {
    await this.#listener?.close()
    return this.#connection.close()
  }
}
