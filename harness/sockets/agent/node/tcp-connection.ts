import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { PollEvent, Request } from '../../calls.ts'
import type { Linger, OptionName } from '../../options.ts'
import { type ErrnoName, failed, type Result, succeeded } from '../../result.ts'
import { CannotAsk } from '../cannot-ask.ts'
import { hostOf, type NodeAddress, socketAddress } from './addresses.ts'
import { Changes, loopHasPolled } from './changes.ts'
import { errnoOf } from './errors.ts'

const NOTHING = new Uint8Array()

/**
 * A `net.Socket` as calls see it: what Node tells by events is kept until a call asks for it. Node reads ahead of
 * recv(), into a buffer of its own, and takes all that it is given to write.
 */
export class TcpConnection {
  readonly changes: Changes
  readonly #socket: Socket
  /** What an event told and no call has yet, as SO_ERROR (socket(7)). */
  #error: ErrnoName | null = null
  readonly #told = new WeakSet<object>()
  #ended = false
  #resets = false

  constructor(socket = new Socket({ allowHalfOpen: true }), changes = new Changes()) {
    this.#socket = socket
    this.changes = changes
    const tell = () => changes.tell()
    socket.on('connect', tell).on('drain', tell).on('finish', tell).on('close', tell)
    socket.on('readable', () => {
      if (socket.readableLength === 0) socket.read(0)
      tell()
    })
    socket.on('end', () => {
      this.#ended = true
      tell()
    })
    socket.on('error', (error) => {
      if (!this.#told.has(error)) this.#error = errnoOf(error)
      tell()
    })
  }

  /** Whether it neither is connected nor is about to be. */
  get isUnused(): boolean {
    return this.#socket.pending && !this.#socket.connecting
  }

  /** Whether SO_LINGER makes its close() reset the connection. */
  get resets(): boolean {
    return this.#resets
  }

  async connect(to: NodeAddress, from: NodeAddress | null, waits: boolean): Promise<Result<0>> {
    if (!this.isUnused)
      throw new CannotAsk('net leaves open what connect() does to a socket that has a connection or waits for one')
    const local = from === null ? {} : { localAddress: hostOf(from).host, localPort: from.port }
    this.#ended = false
    this.#socket.connect({ ...hostOf(to), ...local })
    const over = () => this.#takeError() ?? (this.#socket.pending ? undefined : succeeded<0>(0))
    if (waits) return this.#cancellable(over)
    // What Node knows at once it tells at the next tick.
    await turn()
    return over() ?? failed('EINPROGRESS')
  }

  /** Its time is when Node calls back: the kernel has taken all of it. Where it must not wait, Node keeps the rest. */
  async send(bytes: Uint8Array, waits: boolean): Promise<Result<number>> {
    const pending = this.#takeError()
    if (pending !== undefined) return pending
    if (!waits && this.#socket.writableNeedDrain) return failed('EAGAIN')
    let answer: Result<number> | undefined
    this.#socket.write(bytes, (error) => {
      answer = error ? failed(this.#tells(error)) : succeeded(bytes.length)
      this.changes.tell()
    })
    if (waits) return this.#cancellable(() => answer)
    await loopHasPolled()
    return answer ?? succeeded(bytes.length)
  }

  recv(length: number, { peek, all, waits }: Receive): Promise<Result<Uint8Array>> {
    const tryIt = (): Result<Uint8Array> | undefined => {
      const bytes = length === 0 ? NOTHING : this.#read(length, all && waits)
      if (bytes !== null) {
        if (peek && bytes.length > 0) this.#socket.unshift(bytes)
        // Node tells the end only to who reads on.
        else if (this.#socket.readableLength === 0) this.#socket.read(0)
        return succeeded(bytes)
      }
      const error = this.#takeError()
      if (error !== undefined) return error
      if (this.#ended || this.#socket.destroyed) return succeeded(NOTHING)
      return this.isUnused ? failed('ENOTCONN') : undefined
    }
    return waits ? this.#cancellable(tryIt) : this.changes.now(tryIt)
  }

  /** Returns when Node has shut it down, or at once where Node does that later: once it is connected, once all is sent. */
  async shutdown(how: Request<'shutdown'>['how']): Promise<Result<0>> {
    if (how !== 'SHUT_WR') throw new CannotAsk(`net.Socket ends what it sends; it has nothing for shutdown(${how})`)
    const socket = this.#socket
    const isLater = socket.pending || socket.writableLength > 0
    socket.end()
    if (isLater) return succeeded(0)
    const isOver = () => socket.writableFinished || socket.destroyed
    return this.changes.until(() => this.#takeError() ?? (isOver() ? succeeded<0>(0) : undefined))
  }

  getsockname(): Result<NodeAddress> {
    const address = this.#socket.address()
    if (!('address' in address)) throw new CannotAsk('net.Socket tells its address only while it is connected')
    return succeeded(socketAddress(address))
  }

  getpeername(): Result<NodeAddress> {
    const { remoteAddress: address, remotePort: port, remoteFamily: family } = this.#socket
    if (address === undefined || port === undefined || family === undefined) return failed('ENOTCONN')
    return succeeded(socketAddress({ address, port, family }))
  }

  getsockopt(option: OptionName): Result<ErrnoName | null> {
    if (option !== 'SO_ERROR') throw new CannotAsk(`net.Socket does not tell ${option}`)
    const error = this.#error
    this.#error = null
    return succeeded(error)
  }

  setsockopt(option: OptionName, value: unknown): Result<0> {
    switch (option) {
      case 'TCP_NODELAY':
        this.#socket.setNoDelay(value === true)
        return succeeded(0)
      case 'SO_KEEPALIVE':
        this.#socket.setKeepAlive(value === true)
        return succeeded(0)
      case 'SO_LINGER':
        return this.#linger(value as Linger)
      default:
        throw new CannotAsk(`net.Socket does not set ${option}`)
    }
  }

  ready(): PollEvent[] {
    const { readableLength, destroyed, pending, writableNeedDrain, writableFinished } = this.#socket
    const is: Partial<Record<PollEvent, boolean>> = {
      POLLIN: readableLength > 0 || this.#ended || destroyed,
      POLLOUT: destroyed || (!pending && !writableNeedDrain),
      POLLERR: this.#error !== null,
      POLLHUP: destroyed || (this.#ended && writableFinished),
      POLLRDHUP: this.#ended || destroyed,
    }
    return (Object.keys(is) as PollEvent[]).filter((event) => is[event])
  }

  /** As close(2), it does not wait for what is unsent. */
  async close(): Promise<Result<0>> {
    const socket = this.#socket
    if (this.#resets && !socket.pending) socket.resetAndDestroy()
    else if (socket.writableLength > 0) socket.destroySoon()
    else socket.destroy()
    this.changes.cancel()
    if (!socket.destroyed) return succeeded(0)
    return this.changes.until(() => (socket.closed ? succeeded<0>(0) : undefined))
  }

  /** At most so many bytes, exactly so many with `all`, unless the end comes before; null if there is nothing to give. */
  #read(length: number, all: boolean): Uint8Array | null {
    const { readableLength } = this.#socket
    if (!all && readableLength === 0) return null
    return this.#socket.read(all ? length : Math.min(length, readableLength)) as Buffer | null
  }

  /** Node has one way of lingering: to reset the connection. */
  #linger({ onoff, linger }: Linger): Result<0> {
    if (onoff && linger > 0) throw new CannotAsk('net.Socket does not linger')
    this.#resets = onoff
    return succeeded(0)
  }

  #takeError(): Result<never> | undefined {
    const error = this.#error
    this.#error = null
    return error === null ? undefined : failed(error)
  }

  /** An error that a call is told comes as an event too. */
  #tells(error: Error): ErrnoName {
    this.#told.add(error)
    return errnoOf(error)
  }

  /** After a call was cancelled the socket is good for nothing but close(). */
  async #cancellable<Value>(tryIt: () => Result<Value> | undefined): Promise<Result<Value>> {
    const answer = await this.changes.until(tryIt)
    if (answer.errno === 'ECANCELED') this.#socket.destroy()
    return answer
  }
}

/** How to receive. */
interface Receive {
  /** MSG_PEEK */
  readonly peek: boolean
  /** MSG_WAITALL */
  readonly all: boolean
  readonly waits: boolean
}
