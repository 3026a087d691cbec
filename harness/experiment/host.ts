import { actingAsUser, actingWithOnly, actingWithout, type Privilege } from '../lab/credentials.ts'
import type { Machine } from '../lab/machine.ts'
import type { Names } from '../lab/names.ts'
import { type InetAddress, inet, inet6, type SocketAddress } from '../sockets/address.ts'
import type { Request, Stack } from '../sockets/calls.ts'
import { SOCKET_KINDS, type SocketKind } from '../sockets/kinds.ts'
import { type Answer, must, withValue } from '../sockets/must.ts'
import type { Options } from '../sockets/options.ts'
import { Socket, type SocketOwner } from '../sockets/socket.ts'
import type { Forger } from './forger.ts'
import { type Forgery, forgeryText } from './forgery.ts'
import { NoIpv6 } from './ipv4-only.ts'
import type { Program } from './program.ts'
import { Programs } from './programs.ts'
import type { DescriptorSerials } from './socket-serials.ts'
import { SocketView, type SocketViewParts } from './socket-view.ts'
import type { Trace } from './trace.ts'
import type { WireView } from './wire-view.ts'

/** Options to set on a socket before it is bound. */
export type SocketOptions = Partial<Options>

/** What a host is made of. */
export interface HostParts extends SocketViewParts {
  readonly stack: Stack
  readonly serials: DescriptorSerials
  readonly wire: WireView
  readonly forger: Forger
  /** The arguments that a program is started with, in place of those that the experiment gives. */
  readonly program?: (command: string, args: readonly string[]) => readonly string[]
}

/** A host of the lab: its programs' sockets, and what its kernel tells of itself. */
export class Host extends SocketView implements SocketOwner {
  readonly stack: Stack
  /** The packets seen at this host's interfaces. */
  readonly wire: WireView
  readonly #machine: Machine
  readonly #trace: Trace
  readonly #serials: DescriptorSerials
  readonly #forger: Forger
  readonly #open = new Set<number>()
  readonly #programs: Programs

  constructor(parts: HostParts) {
    super(parts)
    const { machine, stack, trace, serials, wire, forger, program = (_, args) => args } = parts
    this.stack = stack
    this.wire = wire
    this.#machine = machine
    this.#trace = trace
    this.#serials = serials
    this.#forger = forger
    this.#programs = new Programs({
      machine,
      change: program,
      print: (line) => trace.fact(this.name, 'program', line),
    })
  }

  /** The IPv4 address of its first interface. */
  get ip(): string {
    return this.#address('AF_INET')
  }

  /** The IPv6 address of its first interface. */
  get ip6(): string {
    return this.#address('AF_INET6')
  }

  /** The Ethernet address of its first interface; of a lab without a network, that of the loopback interface: zeros. */
  get hardwareAddress(): string {
    const { interfaces } = this.#machine
    const found = interfaces.find(({ link }) => link !== 'loopback') ?? interfaces[0]
    if (found === undefined) throw new Error(`Host ${this.name} has no interface of its own in this lab.`)
    return found.hardwareAddress
  }

  /** `ip:port` of this host. */
  at(port: number): InetAddress {
    return inet(this.ip, port)
  }

  /** `[ip6]:port` of this host. */
  at6(port: number): SocketAddress {
    return inet6(this.ip6, port)
  }

  /** socket(2): must succeed. */
  socket(request: Request<'socket'>, label?: string): Promise<Socket> {
    return must(this.name, () => `socket(${request.domain}, ${request.type})`, this.trySocket(request, label))
  }

  /** socket(2): gives the result. */
  trySocket(request: Request<'socket'>, label?: string): Answer<Socket> {
    return withValue(this.stack.socket(request), (fd) => this.adopt(fd, label))
  }

  /** A socket of a kind, connected to nothing. */
  async open(
    { domain, type }: Pick<SocketKind, 'domain' | 'type'>,
    { label, nonblocking = false, set = {} }: TcpOptions = {},
  ): Promise<Socket> {
    const flags = nonblocking ? (['SOCK_NONBLOCK'] as const) : []
    const socket = await this.socket({ domain, type, flags }, label)
    await setAll(socket, set)
    return socket
  }

  /** A TCP socket over IPv4, connected to nothing. */
  tcp(options?: TcpOptions): Promise<Socket> {
    return this.open(SOCKET_KINDS['TCP over IPv4'], options)
  }

  /** A UDP socket over IPv4. */
  udp(options?: TcpOptions): Promise<Socket> {
    return this.open(SOCKET_KINDS['UDP over IPv4'], options)
  }

  /** socket, bind, listen: a TCP listener at a port of this host. */
  async listener(
    port: number,
    { backlog = 128, label = 'listener', kind = SOCKET_KINDS['TCP over IPv4'], ...options }: ListenerOptions = {},
  ): Promise<Socket> {
    const socket = await this.open(kind, { label, ...options })
    await socket.bind(kind.at(this, port))
    await socket.listen(backlog)
    return socket
  }

  /** socket, bind: a UDP socket at a port of this host. */
  async receiver(
    port: number,
    { label = 'receiver', kind = SOCKET_KINDS['UDP over IPv4'], ...options }: TcpOptions & { kind?: SocketKind } = {},
  ): Promise<Socket> {
    const socket = await this.open(kind, { label, ...options })
    await socket.bind(kind.at(this, port))
    return socket
  }

  /** socket, connect: a TCP connection to an address. */
  async connect(address: SocketAddress, options: TcpOptions = {}): Promise<Socket> {
    const domain = address.family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'
    const socket = await this.open({ domain, type: 'SOCK_STREAM' }, options)
    await socket.connect(address)
    return socket
  }

  adopt(fd: number, label?: string): Socket {
    this.#open.add(fd)
    if (label !== undefined) this.#serials.name(fd, label)
    return new Socket(this, fd)
  }

  forget(fd: number): void {
    this.#open.delete(fd)
  }

  /** Descriptors that the experiment has not closed. */
  get openDescriptors(): readonly number[] {
    return [...this.#open]
  }

  /**
   * Sends packets that no socket of this host sends, with any source, from its interface: an attacker's, or stray ones.
   * The frames are addressed to the machine that has the destination, or to this host's router. Needs «packet capture».
   * Throws on a loopback interface that others use too, and when a run has forged too many.
   */
  forge(...forgeries: readonly Forgery[]): void {
    this.#forger.send(forgeries)
    const [first] = forgeries
    if (first === undefined) return
    const text = forgeryText(first)
    const many = forgeries.length === 1 ? '' : `${forgeries.length} packets, the first of them `
    this.#trace.fact(this.name, 'experiment', `forged ${many}${text}`)
  }

  /**
   * Starts a program on this host; it is killed when the run ends. What it prints stands on the timeline.
   *
   * @param names what it knows of names, in place of what this machine does
   */
  start(command: string, args: readonly string[], names?: Names): Program {
    return this.#programs.start(command, args, names)
  }

  /** Ends its programs and sets its kernel back: the run is over. */
  async leave(): Promise<void> {
    await this.#programs[Symbol.asyncDispose]()
    this.restore()
  }

  /**
   * Runs a synchronous function as another user of this host, who has no privileges: sockets that it makes are that
   * user's. Needs «second user» and «own process».
   */
  asUser<T>(uid: number, act: () => T): T {
    // Entering the namespace takes privileges, so the thread is in it before it gives them up.
    return this.#machine.lingerWithin(() => actingAsUser(uid, act))
  }

  /** Runs a synchronous function without a privilege that root has (capabilities(7)). Needs «own process». */
  without<T>(privilege: Privilege, act: () => T): T {
    return this.#machine.lingerWithin(() => actingWithout(privilege, act))
  }

  /** Runs a synchronous function with no privilege but this one (capabilities(7)). Needs «own process». */
  withOnly<T>(privilege: Privilege, act: () => T): T {
    return this.#machine.lingerWithin(() => actingWithOnly(privilege, act))
  }

  #address(family: 'AF_INET' | 'AF_INET6'): string {
    const found = this.#machine.addresses.find((one) => one.family === family)
    if (found === undefined && family === 'AF_INET6') throw new NoIpv6(this.name)
    if (found === undefined) throw new Error(`Host ${this.name} has no address of family ${family} in this lab.`)
    return found.address
  }
}

/** How to make a socket. */
export interface TcpOptions {
  /** What the timeline calls it. */
  readonly label?: string
  readonly nonblocking?: boolean
  readonly set?: SocketOptions
}

/** How to make a listener. */
export interface ListenerOptions extends TcpOptions {
  readonly backlog?: number
  /** TCP over IPv4 if not given. */
  readonly kind?: SocketKind
}

async function setAll(socket: Socket, options: SocketOptions): Promise<void> {
  for (const [option, value] of Object.entries(options)) {
    await socket.set(option as keyof Options, value as Options[keyof Options])
  }
}
