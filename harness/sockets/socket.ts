import { addressText, type SocketAddress } from './address.ts'
import type { MaybeNullPointer, MessageFlag, PollEvent, Request, SocketFlag, Stack, Value } from './calls.ts'
import type { WaitingSystemCall } from './libc/waiting-threads.ts'
import { type Answer, must, withValue } from './must.ts'
import type { OptionName, Options } from './options.ts'

/** Who made a socket: the stack that it lives on, who is told of further sockets, and who sees threads sleep. */
export interface SocketOwner {
  readonly name: string
  readonly stack: Stack
  /** Takes over a new descriptor, so that it is closed when the run ends. */
  adopt(fd: number, label?: string): Socket
  /** Forgets a descriptor that the experiment closed itself. */
  forget(fd: number): void
  /** The threads that sleep in a system call on a descriptor. */
  sleepers(call: WaitingSystemCall, fd: number): readonly number[]
}

/** What may be sent: bytes, or text that is sent as UTF-8. */
export type Bytes = Uint8Array | string

/** What makes an address argument a wrong one: another length than its own, or the null pointer in its place. */
export type OddAddress = Pick<Request<'bind'>, 'addressLength' | 'nullPointer'>

const toBytes = (data: Bytes): Uint8Array => (typeof data === 'string' ? Buffer.from(data) : data)

/**
 * One socket of a host. Every call has two forms: `bind` must succeed, or the experiment is unresolved; `tryBind` gives
 * the result, for observing. Calls on a blocking socket block as they do in C, without stopping other calls.
 */
export class Socket {
  readonly fd: number
  readonly host: string
  readonly #owner: SocketOwner
  readonly #stack: Stack

  constructor(owner: SocketOwner, fd: number) {
    this.#owner = owner
    this.#stack = owner.stack
    this.host = owner.name
    this.fd = fd
  }

  tryBind(address: SocketAddress, odd: OddAddress = {}): Answer<0> {
    return this.#stack.bind({ fd: this.fd, address, ...odd })
  }
  bind(address: SocketAddress): Promise<0> {
    return this.#must(() => `bind(${addressText(address)})`, this.tryBind(address))
  }

  tryListen(backlog: number): Answer<0> {
    return this.#stack.listen({ fd: this.fd, backlog })
  }
  listen(backlog: number): Promise<0> {
    return this.#must(() => `listen(${backlog})`, this.tryListen(backlog))
  }

  /** Gives the new socket, connected to the client that waited longest; `label` is what the timeline calls it. */
  tryAccept(flags: readonly SocketFlag[] = [], label?: string): Answer<Socket> {
    return withValue(this.#stack.accept4({ fd: this.fd, flags }), ({ fd }) => this.#owner.adopt(fd, label))
  }
  accept(flags: readonly SocketFlag[] = [], label?: string): Promise<Socket> {
    return this.#must(() => 'accept()', this.tryAccept(flags, label))
  }

  tryConnect(address: SocketAddress, odd: OddAddress = {}): Answer<0> {
    return this.#stack.connect({ fd: this.fd, address, ...odd })
  }
  connect(address: SocketAddress): Promise<0> {
    return this.#must(() => `connect(${addressText(address)})`, this.tryConnect(address))
  }

  /** Gives the number of bytes that the stack took, which may be fewer than offered. */
  trySend(data: Bytes, flags: readonly MessageFlag[] = [], odd: MaybeNullPointer = {}): Answer<number> {
    return this.#stack.send({ fd: this.fd, bytes: toBytes(data), flags, ...odd })
  }
  send(data: Bytes, flags: readonly MessageFlag[] = []): Promise<number> {
    return this.#must(() => 'send()', this.trySend(data, flags))
  }

  trySendTo(to: SocketAddress, data: Bytes, flags: readonly MessageFlag[] = []): Answer<number> {
    return this.#stack.sendto({ fd: this.fd, bytes: toBytes(data), flags, to })
  }
  sendTo(to: SocketAddress, data: Bytes, flags: readonly MessageFlag[] = []): Promise<number> {
    return this.#must(() => `sendto(${addressText(to)})`, this.trySendTo(to, data, flags))
  }

  /** Gives at most `length` bytes; none at end-of-file. */
  tryRecv(length: number, flags: readonly MessageFlag[] = [], odd: MaybeNullPointer = {}): Answer<Uint8Array> {
    return this.#stack.recv({ fd: this.fd, length, flags, ...odd })
  }
  recv(length: number, flags: readonly MessageFlag[] = []): Promise<Uint8Array> {
    return this.#must(() => 'recv()', this.tryRecv(length, flags))
  }

  tryRecvFrom(length: number, flags: readonly MessageFlag[] = []): Answer<Value<'recvfrom'>> {
    return this.#stack.recvfrom({ fd: this.fd, length, flags })
  }
  recvFrom(length: number, flags: readonly MessageFlag[] = []): Promise<Value<'recvfrom'>> {
    return this.#must(() => 'recvfrom()', this.tryRecvFrom(length, flags))
  }

  /** recvmsg(2), which tells by MSG_TRUNC of a datagram that had more than there was room for. */
  tryRecvMsg(length: number, flags: readonly MessageFlag[] = []): Answer<Value<'recvmsg'>> {
    return this.#stack.recvmsg({ fd: this.fd, length, flags })
  }
  recvMsg(length: number, flags: readonly MessageFlag[] = []): Promise<Value<'recvmsg'>> {
    return this.#must(() => 'recvmsg()', this.tryRecvMsg(length, flags))
  }

  tryShutdown(how: Request<'shutdown'>['how']): Answer<0> {
    return this.#stack.shutdown({ fd: this.fd, how })
  }
  shutdown(how: Request<'shutdown'>['how']): Promise<0> {
    return this.#must(() => `shutdown(${how})`, this.tryShutdown(how))
  }

  tryClose(): Answer<0> {
    this.#owner.forget(this.fd)
    return this.#stack.close({ fd: this.fd })
  }
  close(): Promise<0> {
    return this.#must(() => 'close()', this.tryClose())
  }

  tryDup(): Answer<Socket> {
    return withValue(this.#stack.dup({ fd: this.fd }), (fd) => this.#owner.adopt(fd))
  }
  dup(): Promise<Socket> {
    return this.#must(() => 'dup()', this.tryDup())
  }

  tryLocalAddress(): Answer<SocketAddress> {
    return this.#stack.getsockname({ fd: this.fd })
  }
  /** getsockname(2). */
  localAddress(): Promise<SocketAddress> {
    return this.#must(() => 'getsockname()', this.tryLocalAddress())
  }

  /** The port of getsockname(2), 0 while it has none. */
  async localPort(): Promise<number> {
    const address = await this.localAddress()
    return 'port' in address ? address.port : 0
  }

  tryPeerAddress(): Answer<SocketAddress> {
    return this.#stack.getpeername({ fd: this.fd })
  }
  /** getpeername(2). */
  peerAddress(): Promise<SocketAddress> {
    return this.#must(() => 'getpeername()', this.tryPeerAddress())
  }

  tryGet<Name extends OptionName>(option: Name): Answer<Options[Name]> {
    return this.#stack.getsockopt({ fd: this.fd, option }) as Answer<Options[Name]>
  }
  get<Name extends OptionName>(option: Name): Promise<Options[Name]> {
    return this.#must(() => `getsockopt(${option})`, this.tryGet(option))
  }

  trySet<Name extends OptionName>(option: Name, value: Options[Name]): Answer<0> {
    return this.#stack.setsockopt({ fd: this.fd, option, value })
  }
  set<Name extends OptionName>(option: Name, value: Options[Name]): Promise<0> {
    return this.#must(() => `setsockopt(${option})`, this.trySet(option, value))
  }

  /** The events that are ready now; waits at most `timeout` milliseconds for one. */
  async poll(events: readonly PollEvent[], timeout = 0): Promise<readonly PollEvent[]> {
    const ready = await this.#must(() => 'poll()', this.#stack.poll({ fds: [{ fd: this.fd, events }], timeout }))
    return ready[0]?.revents ?? []
  }

  tryControl(request: Request<'ioctl'>['request']): Answer<number> {
    return this.#stack.ioctl({ fd: this.fd, request })
  }
  /** ioctl(2): bytes unread (`FIONREAD`), bytes unacknowledged (`SIOCOUTQ`), at the mark (`SIOCATMARK`). */
  control(request: Request<'ioctl'>['request']): Promise<number> {
    return this.#must(() => `ioctl(${request})`, this.tryControl(request))
  }

  /** The threads that sleep in a system call on it; libc makes send() a sendto, recv() a recvfrom. Needs «sleeping threads». */
  sleepers(call: WaitingSystemCall): readonly number[] {
    return this.#owner.sleepers(call, this.fd)
  }

  #must<Value>(call: () => string, answer: Answer<Value>): Promise<Value> {
    return must(this.host, call, answer)
  }
}
