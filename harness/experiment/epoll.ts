import type { EpollEvent, Fd, Value } from '../sockets/calls.ts'
import { must } from '../sockets/must.ts'
import type { Socket } from '../sockets/socket.ts'
import type { Host } from './host.ts'

/** An epoll instance of a host (epoll(7)). */
export class Epoll {
  readonly #host: Host
  readonly #epfd: Fd

  private constructor(host: Host, epfd: Fd) {
    this.#host = host
    this.#epfd = epfd
  }

  /** epoll_create1(2). */
  static async open(host: Host): Promise<Epoll> {
    const epfd = await must(host.name, () => 'epoll_create1()', host.stack.epoll_create1({}))
    host.adopt(epfd, 'epoll')
    return new Epoll(host, epfd)
  }

  /** Watches a socket for events from now on (epoll_ctl(2), EPOLL_CTL_ADD). */
  async add({ fd }: Socket, events: readonly EpollEvent[]): Promise<void> {
    const { name, stack } = this.#host
    const request = { epfd: this.#epfd, operation: 'EPOLL_CTL_ADD', fd, events } as const
    await must(name, () => 'epoll_ctl(EPOLL_CTL_ADD)', stack.epoll_ctl(request))
  }

  /** The sockets that are ready, with their events; waits at most `timeout` milliseconds, −1 for ever (epoll_wait(2)). */
  wait(timeout = 0, maxEvents = 64): Promise<Value<'epoll_wait'>> {
    const { name, stack } = this.#host
    return must(name, () => 'epoll_wait()', stack.epoll_wait({ epfd: this.#epfd, maxEvents, timeout }))
  }
}
