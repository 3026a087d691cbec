import type { Fd } from '../sockets/calls.ts'

/** Gives each socket of a run a serial number, since the kernel uses a descriptor again as soon as it is closed. */
export class SocketSerials {
  readonly #serials = new Map<Fd, number>()
  readonly #labels = new Map<number, string>()
  #last = 0

  serial(fd: Fd): number | null {
    return this.#serials.get(fd) ?? null
  }

  opened(fd: Fd): number {
    this.#last += 1
    this.#serials.set(fd, this.#last)
    return this.#last
  }

  closed(fd: Fd): void {
    this.#serials.delete(fd)
  }

  /** Names a socket for the reader of the trace. */
  name(fd: Fd, label: string): void {
    const serial = this.#serials.get(fd)
    if (serial !== undefined) this.#labels.set(serial, label)
  }

  label(serial: number | null): string | null {
    return serial === null ? null : (this.#labels.get(serial) ?? null)
  }
}
