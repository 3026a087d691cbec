import { setImmediate as turn } from 'node:timers/promises'
import { call, callOnThread, mustCall } from '../../sockets/libc/ffi.ts'
import { encodePollfds } from '../../sockets/libc/pollfd.ts'
import { wake } from '../../sockets/libc/wake.ts'
import { noNeedToWakeAtExit, wakeAtExit } from '../../sockets/libc/wake-at-exit.ts'
import { Crossing } from './crossing.ts'
import type { LinkEnd } from './end.ts'
import type { Link } from './link.ts'
import type { FaultName } from './schedule.ts'

const AF_INET = 2
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000

/** After how many frames it is told that frames were carried: a capture has room for several times as many. */
const AT_A_TIME = 64

/** Carries the frames of two hosts to each other on this process's event loop. */
export class Carrier implements AsyncDisposable, Disposable {
  readonly #ends: readonly [LinkEnd, LinkEnd]
  readonly #crossing: Crossing
  /** A socket that is ready only when it is shut down: what ends a wait for frames. */
  #bell: number | null = mustCall('socket', AF_INET, SOCK_DGRAM_CLOEXEC, 0)
  #carried: () => void = () => {}
  #running: Promise<void> | null = null
  #ending = false

  /** @param never what this link never does, see {@link Crossing} */
  constructor(ends: readonly [LinkEnd, LinkEnd], never: readonly FaultName[] = []) {
    this.#ends = ends
    this.#crossing = new Crossing((from, bytes) => this.#endBeyond(from).send(bytes), never)
  }

  /** The handle by which an experiment steers. */
  get link(): Link {
    return this.#crossing
  }

  /** Begins to carry, until it is disposed of. @param carried told now and then that frames were carried */
  start(carried: () => void): void {
    this.#carried = carried
    if (this.#bell !== null) this.#running ??= this.#run(this.#bell)
  }

  /** A run begins: what earlier ones sent has been carried, and the link does nothing wrong. */
  begin(note: (says: string) => void): void {
    this.#crossing.begin(() => {})
    while (this.#carry() > 0);
    this.#crossing.begin(note)
  }

  /**
   * A run has ended: nothing is held back or lost any more. Gives how many frames found no room because this process did
   * not keep up: what happened on the link is not what was asked for then.
   */
  end(): number {
    this.#crossing.begin(() => {})
    return this.#ends.reduce((sum, end) => sum + end.overflown(), 0)
  }

  async #run(bell: number): Promise<void> {
    const waiting = { fds: () => [bell] }
    wakeAtExit(waiting)
    const fds = [...this.#ends.map(({ fd }) => fd), bell]
    const asked = encodePollfds(fds.map((fd) => ({ fd, events: ['POLLIN'] })))
    while (!this.#ending) {
      // While frames come one after the other this thread looks for them itself.
      if (this.#carry() > 0) await turn()
      else await callOnThread('poll', asked, fds.length, -1)
    }
    noNeedToWakeAtExit(waiting)
  }

  /** Carries what waits at either end; gives how many frames that was. */
  #carry(): number {
    let count = 0
    for (const end of this.#ends) {
      for (const frame of end.receive()) {
        this.#crossing.take(end.host, frame)
        count += 1
        if (count % AT_A_TIME === 0) this.#carried()
      }
    }
    if (count > 0) this.#carried()
    return count
  }

  #endBeyond(host: string): LinkEnd {
    const [one, other] = this.#ends
    return host === one.host ? other : one
  }

  /** Gives up the bell, which remains to be closed; null if that was done before. */
  #takeBell(): number | null {
    const bell = this.#bell
    this.#bell = null
    return bell
  }

  /** Of a link that was never started, or that has ended. */
  [Symbol.dispose](): void {
    const bell = this.#takeBell()
    if (bell !== null) call('close', bell)
    for (const end of this.#ends) end[Symbol.dispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const bell = this.#takeBell()
    if (bell === null) return
    this.#ending = true
    wake(bell)
    try {
      await this.#running
    } finally {
      call('close', bell)
      await Promise.all(this.#ends.map((end) => end[Symbol.asyncDispose]()))
    }
  }
}
