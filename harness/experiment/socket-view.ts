import type { Fd, Stack } from '../sockets/calls.ts'
import { type WaitingSystemCall, waitingThreads } from '../sockets/libc/waiting-threads.ts'
import { must } from '../sockets/must.ts'
import type { TcpInfo, TcpState } from '../sockets/options.ts'
import type { Socket } from '../sockets/socket.ts'
import { KernelView, type KernelViewParts } from './kernel-view.ts'

/** What the view of a host's sockets is made of. */
export interface SocketViewParts extends KernelViewParts {
  /** The stack underneath, without mutant and trace. */
  readonly real: Stack
  /** Whether the stack tells of a listener how many connections wait («queue lengths»); true if not given. */
  readonly tellsQueueLengths?: boolean
  /**
   * The process that makes the calls of this host's programs, by its number here; null if its threads cannot be looked
   * at, where there are no «sleeping threads». This process if not given.
   */
  readonly process?: number | null
}

type Descriptor = Pick<Socket, 'fd'>

/** What the stack of a host tells of its sockets, read behind the back of the timeline and of mutants. */
export class SocketView extends KernelView {
  readonly #real: Stack
  readonly #tellsQueueLengths: boolean
  readonly #process: number | null

  constructor(parts: SocketViewParts) {
    super(parts)
    const { real, tellsQueueLengths = true, process: pid = process.pid } = parts
    this.#real = real
    this.#tellsQueueLengths = tellsQueueLengths
    this.#process = pid
  }

  /** What is told of a TCP socket of this host (tcp(7), TCP_INFO). */
  async tcpInfo({ fd }: Descriptor): Promise<TcpInfo> {
    const answer = this.#real.getsockopt({ fd, option: 'TCP_INFO' })
    return (await must(this.name, () => 'getsockopt(TCP_INFO)', answer)) as TcpInfo
  }

  /** The state of a TCP socket of this host, as TCP_INFO tells. */
  async tcpState(socket: Descriptor): Promise<TcpState> {
    return (await this.tcpInfo(socket)).state
  }

  /** How many connections wait in the accept queue of a listener, as TCP_INFO tells. Needs «queue lengths». */
  async queueLength(listener: Descriptor): Promise<number> {
    return (await this.tcpInfo(listener)).unacked
  }

  /**
   * Whether a connection waits in the accept queue of a listener: as the length of its queue tells, or poll() where the
   * stack tells no lengths.
   */
  async isWaiting(listener: Descriptor): Promise<boolean> {
    if (this.#tellsQueueLengths) return (await this.queueLength(listener)) > 0
    const answer = this.#real.poll({ fds: [{ fd: listener.fd, events: ['POLLIN'] }], timeout: 0 })
    const ready = await must(this.name, () => 'poll()', answer)
    return ready.some(({ revents }) => revents.includes('POLLIN'))
  }

  /** The threads that sleep in a system call on a descriptor of this host, see {@link waitingThreads}. */
  sleepers(call: WaitingSystemCall, fd: Fd): readonly number[] {
    if (this.#process === null) {
      throw new Error(
        `Host ${this.name} makes its calls where threads cannot be looked at: the claim must say that it needs «sleeping threads».`,
      )
    }
    return waitingThreads(call, fd, this.#process)
  }
}
