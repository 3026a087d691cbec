import { closeSync, openSync } from 'node:fs'
import { call, LibcError, mustCall } from '../../sockets/libc/ffi.ts'

const CLONE_NEWNET = 0x4000_0000

let home: number | undefined

/** The descriptor of the network namespace that this thread belongs to when nobody asks otherwise. */
function homeDescriptor(): number {
  home ??= openSync('/proc/thread-self/ns/net', 'r')
  return home
}

/** The namespace that this thread was left in, see {@link Namespace.lingerWithin}. */
let lingering: Namespace | undefined

function goHome(): void {
  mustCall('setns', homeDescriptor(), CLONE_NEWNET)
  lingering = undefined
}

/**
 * A network namespace held by a descriptor (network_namespaces(7)). It has no name, so nothing can be left behind: the
 * kernel clears it when the last descriptor, socket and process in it is gone.
 */
export class Namespace implements Disposable {
  readonly #descriptor: number
  #open = true

  private constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  /** Makes an empty namespace. Throws a {@link LibcError} with EPERM where this process may not. */
  static create(): Namespace {
    homeDescriptor()
    const { errno } = call('unshare', CLONE_NEWNET)
    if (errno !== null) throw new LibcError('unshare', ['CLONE_NEWNET'], errno)
    try {
      return new Namespace(openSync('/proc/thread-self/ns/net', 'r'))
    } finally {
      goHome()
    }
  }

  /** Opens a namespace that there is, for example `/proc/<pid>/ns/net`; it lasts at least as long as it is held. */
  static open(path: string): Namespace {
    homeDescriptor()
    return new Namespace(openSync(path, 'r'))
  }

  /** The namespace that this process belongs to, whichever the thread is in now. */
  static home(): Namespace {
    return Namespace.open(`/proc/self/fd/${homeDescriptor()}`)
  }

  /** A path by which another process, such as `ip`, can name this namespace while it is held. */
  get path(): string {
    return `/proc/${process.pid}/fd/${this.#descriptor}`
  }

  /**
   * Runs `act` with this thread inside the namespace. `act` must be synchronous: sockets and processes that it makes
   * belong to the namespace for good, but the thread leaves it when `act` returns.
   */
  within<T>(act: () => T): T {
    this.#enter()
    try {
      return act()
    } finally {
      goHome()
    }
  }

  /**
   * Like {@link within}, for calls made by the thousand: the thread stays in the namespace until what is running now has
   * given way to the event loop, so that the next such call need not enter again. Only for `act` that is followed by
   * nothing that cares in which namespace it runs.
   */
  lingerWithin<T>(act: () => T): T {
    if (lingering !== this) {
      this.#enter()
      if (lingering === undefined) process.nextTick(goHome)
      lingering = this
    }
    return act()
  }

  #enter(): void {
    if (!this.#open) throw new Error('The network namespace was closed: the lab that it belongs to is gone.')
    homeDescriptor()
    mustCall('setns', this.#descriptor, CLONE_NEWNET)
  }

  [Symbol.dispose](): void {
    if (this.#open) closeSync(this.#descriptor)
    this.#open = false
  }
}
