import type { Fd } from '../calls.ts'
import { FCNTL_COMMANDS, FILE_STATUS_FLAGS } from './constants.ts'
import type { SocketsLibrary } from './library.ts'

/** What decides whether a call on a descriptor can make its thread wait. */
interface OpenFile {
  /** O_NONBLOCK (fcntl(2)). */
  nonblocking: boolean
  /** SO_LINGER with a time above 0: close(2) waits too, O_NONBLOCK or not (socket(7)). */
  lingers: boolean
}

/**
 * What the stack knows of its descriptors, so that a call that cannot wait need not go to another thread.
 *
 * Descriptors made by dup(2) share one open file description and so one record. Of a descriptor that the stack did not
 * make (received over AF_UNIX, inherited) nothing is remembered; the library is asked each time. Flags that somebody else
 * changes behind a shared open file description go unnoticed.
 */
export class Descriptors {
  readonly #library: SocketsLibrary
  readonly #files = new Map<Fd, OpenFile>()

  constructor(library: SocketsLibrary) {
    this.#library = library
  }

  /** The stack made this descriptor. An accepted socket has the SO_LINGER of its listener. */
  opened(fd: Fd, nonblocking: boolean, lingers = false): void {
    this.#files.set(fd, { nonblocking, lingers })
  }

  /** `copy` refers to the same open file description as `fd`. */
  duplicated(fd: Fd, copy: Fd): void {
    const file = this.#files.get(fd)
    if (file !== undefined) this.#files.set(copy, file)
  }

  /** The number may stand for another file from now on. */
  closed(fd: Fd): void {
    this.#files.delete(fd)
  }

  /** O_NONBLOCK was set or cleared. */
  setNonblocking(fd: Fd, nonblocking: boolean): void {
    const file = this.#files.get(fd)
    if (file !== undefined) file.nonblocking = nonblocking
  }

  /** SO_LINGER was set. */
  setLingers(fd: Fd, lingers: boolean): void {
    const file = this.#files.get(fd)
    if (file !== undefined) file.lingers = lingers
  }

  /** Whether close() waits for what is unsent. */
  lingers(fd: Fd): boolean {
    return this.#files.get(fd)?.lingers ?? false
  }

  /** Whether a call may make its thread wait; a descriptor that is not open cannot. */
  mayWait(fd: Fd): boolean {
    const file = this.#files.get(fd)
    if (file !== undefined) return !file.nonblocking
    const flags = this.#library.call('fcntl', fd, FCNTL_COMMANDS.F_GETFL, 0)
    return flags.errno === null && (flags.value & FILE_STATUS_FLAGS.table.O_NONBLOCK) === 0
  }
}
