import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from 'node:dgram'
import type { SocketAddress } from '../../address.ts'
import type { MessageFlag, PollEvent, Request, Value } from '../../calls.ts'
import type { OptionName, Options } from '../../options.ts'
import { type ErrnoName, failed, type Result, succeeded } from '../../result.ts'
import { CannotAsk } from '../cannot-ask.ts'
import { addressOf, hostOf, inetOf, noPointers, socketAddress } from './addresses.ts'
import { Changes, loopHasPolled } from './changes.ts'
import { attempt, errnoOf } from './errors.ts'
import type { NodeSocket } from './node-socket.ts'

/** What `setTTL` sets, by the type of the socket. */
const TTL = { udp4: 'IP_TTL', udp6: 'IPV6_UNICAST_HOPS' } as const

/**
 * A `dgram.Socket` as calls see it. Node gives each datagram as it comes; they wait here until a call asks for them,
 * as many as there are. The socket is made when the first call needs it, because Node takes some options only then.
 */
export class UdpSocket implements NodeSocket {
  readonly changes = new Changes()
  readonly nonblocking: boolean
  readonly #made: SocketOptions
  #socket: Socket | null = null
  #isBound = false
  /** Options that Node can set only of a bound socket. */
  readonly #onceBound: ((socket: Socket) => void)[] = []
  readonly #datagrams: { bytes: Uint8Array; from: SocketAddress }[] = []
  #error: ErrnoName | null = null

  constructor(domain: 'AF_INET' | 'AF_INET6', nonblocking: boolean) {
    this.nonblocking = nonblocking
    this.#made = { type: domain === 'AF_INET6' ? 'udp6' : 'udp4' }
  }

  bind(request: Request<'bind'>): Result<0> | Promise<Result<0>> {
    const address = addressOf(request)
    const { host, port } = hostOf(address)
    return this.#asked((socket, done) => {
      socket.bind({ address: host, port, exclusive: true }, () => done(null))
    })
  }

  connect(request: Request<'connect'>): Result<0> | Promise<Result<0>> {
    if (request.address.family === 'AF_UNSPEC') {
      return attempt(() => {
        this.#theSocket().disconnect()
        return 0
      })
    }
    const address = addressOf(request)
    const { host, port } = hostOf(address)
    return this.#asked((socket, done) => socket.connect(port, host, done as () => void))
  }

  async send({ bytes, nullPointer }: Request<'send'>, waits: boolean): Promise<Result<number>> {
    if (nullPointer) throw noPointers()
    const result = await this.#send(bytes, waits, (socket, done) => socket.send(bytes, done))
    // Node calls it a bad port that there is none.
    return result.errno === 'EINVAL' && this.getpeername().errno !== null ? failed('EDESTADDRREQ') : result
  }

  sendto({ bytes, to }: Request<'sendto'>, waits: boolean): Result<number> | Promise<Result<number>> {
    const { host, port } = hostOf(inetOf(to))
    return this.#send(bytes, waits, (socket, done) => socket.send(bytes, port, host, done))
  }

  async recv(request: Request<'recv'>, waits: boolean): Promise<Result<Uint8Array>> {
    if (request.nullPointer) throw noPointers()
    const { value, errno } = await this.recvfrom(request, waits)
    return errno === null ? succeeded(value.bytes) : failed(errno)
  }

  /** Node gives datagrams whole; what is longer than asked for is lost here, as recv(2) has it. */
  recvfrom(
    { length, flags = [] }: { length: number; flags?: readonly MessageFlag[] },
    waits: boolean,
  ): Result<Value<'recvfrom'>> | Promise<Result<Value<'recvfrom'>>> {
    if (flags.includes('MSG_PEEK')) throw new CannotAsk('dgram.Socket gives each datagram once')
    const tryIt = (): Result<Value<'recvfrom'>> | undefined => {
      const error = this.#takeError()
      if (error !== undefined) return error
      const datagram = this.#datagrams.shift()
      return datagram && succeeded({ bytes: datagram.bytes.subarray(0, length), from: datagram.from })
    }
    return waits ? this.changes.until(tryIt) : this.changes.now(tryIt)
  }

  getsockname(): Result<SocketAddress> {
    return attempt(() => socketAddress(this.#theSocket().address()))
  }

  getpeername(): Result<SocketAddress> {
    return attempt(() => socketAddress(this.#theSocket().remoteAddress()))
  }

  getsockopt({ option }: Request<'getsockopt'>): Result<Options[OptionName]> {
    switch (option) {
      case 'SO_ERROR':
        return succeeded(this.#takeError()?.errno ?? null)
      case 'SO_RCVBUF':
        return attempt(() => this.#theSocket().getRecvBufferSize())
      case 'SO_SNDBUF':
        return attempt(() => this.#theSocket().getSendBufferSize())
      default:
        throw new CannotAsk(`dgram.Socket does not tell ${option}`)
    }
  }

  setsockopt({ option, value }: Request<'setsockopt'>): Result<0> {
    switch (option) {
      case 'SO_REUSEADDR':
        return this.#make({ reuseAddr: value === true })
      case 'IPV6_V6ONLY':
        return this.#make({ ipv6Only: value === true })
      case 'SO_RCVBUF':
        return this.#set((socket) => socket.setRecvBufferSize(value as number))
      case 'SO_SNDBUF':
        return this.#set((socket) => socket.setSendBufferSize(value as number))
      case 'SO_BROADCAST':
        return this.#set((socket) => socket.setBroadcast(value === true))
      case TTL[this.#made.type]:
        return this.#set((socket) => socket.setTTL(value as number))
      default:
        throw new CannotAsk(`dgram.Socket does not set ${option} of a socket of ${this.#made.type}`)
    }
  }

  ready(): PollEvent[] {
    const error: PollEvent[] = this.#error === null ? [] : ['POLLERR']
    return this.#datagrams.length > 0 || this.#error !== null ? ['POLLIN', 'POLLOUT', ...error] : ['POLLOUT']
  }

  close(): Result<0> {
    this.#socket?.close()
    this.changes.cancel()
    return succeeded(0)
  }

  /** What Node takes only when it makes the socket. */
  #make(options: Partial<SocketOptions>): Result<0> {
    if (this.#socket !== null)
      throw new CannotAsk('dgram sets this option only of a socket that nothing was done with yet')
    Object.assign(this.#made, options)
    return succeeded(0)
  }

  #set(act: (socket: Socket) => void): Result<0> {
    const { errno } = this.#isBound ? attempt(() => act(this.#theSocket())) : attempt(() => this.#onceBound.push(act))
    return errno === null ? succeeded(0) : failed(errno)
  }

  /** Asks for something that Node answers by a callback or by an `error` event. */
  #asked(ask: (socket: Socket, done: (error: Error | null) => void) => void): Promise<Result<0>> {
    return new Promise((resolve) => {
      const socket = this.#theSocket()
      const done = (error?: Error | null): void => {
        socket.off('error', done)
        // The error is told here.
        if (error) this.#error = null
        resolve(error ? failed(errnoOf(error)) : succeeded(0))
      }
      socket.on('error', done)
      const { errno } = attempt(() => ask(socket, done))
      if (errno === null) return
      socket.off('error', done)
      resolve(failed(errno))
    })
  }

  async #send(
    bytes: Uint8Array,
    waits: boolean,
    send: (socket: Socket, done: (error: Error | null) => void) => void,
  ): Promise<Result<number>> {
    const pending = this.#takeError()
    if (pending !== undefined) return pending
    let answer: Result<number> | undefined
    const done = (error: Error | null): void => {
      answer = error === null ? succeeded(bytes.length) : failed(errnoOf(error))
      this.changes.tell()
    }
    const { errno } = attempt(() => send(this.#theSocket(), done))
    if (errno !== null) return failed(errno)
    if (waits) return this.changes.until(() => answer)
    await loopHasPolled()
    return answer ?? succeeded(bytes.length)
  }

  #takeError(): Result<never> | undefined {
    const error = this.#error
    this.#error = null
    return error === null ? undefined : failed(error)
  }

  #theSocket(): Socket {
    if (this.#socket !== null) return this.#socket
    const socket = createSocket(this.#made)
    this.#socket = socket
    socket.on('listening', () => {
      this.#isBound = true
      for (const act of this.#onceBound.splice(0)) {
        const { errno } = attempt(() => act(socket))
        if (errno !== null) this.#error = errno
      }
    })
    socket.on('message', (bytes: Uint8Array, from: RemoteInfo) => {
      this.#datagrams.push({ bytes, from: socketAddress(from) })
      this.changes.tell()
    })
    socket.on('error', (error) => {
      this.#error = errnoOf(error)
      this.changes.tell()
    })
    return socket
  }
}
