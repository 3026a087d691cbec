import { closeSync, openSync } from 'node:fs'
import { mustCall } from '../../sockets/libc/ffi.ts'

const CLONE_NEWNET = 0x4000_0000

let home: number | undefined

/** The descriptor of the network namespace that this thread belongs to when nobody asks otherwise. */
function homeDescriptor(): number {
  home ??= openSync('/proc/thread-self/ns/net', 'r')
  return home
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
    const back = homeDescriptor()
    mustCall('unshare', CLONE_NEWNET)
    try {
      return new Namespace(openSync('/proc/thread-self/ns/net', 'r'))
    } finally {
      mustCall('setns', back, CLONE_NEWNET)
    }
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
    if (!this.#open) throw new Error('The network namespace was closed: the lab that it belongs to is gone.')
    const back = homeDescriptor()
    mustCall('setns', this.#descriptor, CLONE_NEWNET)
    try {
      return act()
    } finally {
      mustCall('setns', back, CLONE_NEWNET)
    }
  }

  [Symbol.dispose](): void {
    if (this.#open) closeSync(this.#descriptor)
    this.#open = false
  }
}
