import type { Fd } from '../sockets/calls.ts'

/**
 * Gives each socket of a run a serial number, since a descriptor number is used again as soon as it is closed, and since
 * the hosts of a lab may be different processes, each with numbers of its own.
 */
export class SocketSerials {
  readonly #serials = new Map<string, Map<Fd, number>>()
  readonly #labels = new Map<number, string>()
  #last = 0

  serial(host: string, fd: Fd): number | null {
    return this.#of(host).get(fd) ?? null
  }

  opened(host: string, fd: Fd): number {
    this.#last += 1
    this.#of(host).set(fd, this.#last)
    return this.#last
  }

  closed(host: string, fd: Fd): void {
    this.#of(host).delete(fd)
  }

  /** Names a socket for the reader of the trace. */
  name(host: string, fd: Fd, label: string): void {
    const serial = this.serial(host, fd)
    if (serial !== null) this.#labels.set(serial, label)
  }

  label(serial: number | null): string | null {
    return serial === null ? null : (this.#labels.get(serial) ?? null)
  }

  #of(host: string): Map<Fd, number> {
    const known = this.#serials.get(host)
    if (known !== undefined) return known
    const serials = new Map<Fd, number>()
    this.#serials.set(host, serials)
    return serials
  }
}
