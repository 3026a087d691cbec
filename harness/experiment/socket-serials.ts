import type { Fd } from '../sockets/calls.ts'

/** The serial numbers of the sockets of a run. */
export class SocketSerials {
  readonly #labels = new Map<number, string>()
  #last = 0

  /** The numbers of the sockets of one process, whose descriptors are its own. */
  ofProcess(): DescriptorSerials {
    return new DescriptorSerials(this)
  }

  /** One more socket. */
  next(): number {
    this.#last += 1
    return this.#last
  }

  /** Names a socket for the reader of the trace. */
  name(serial: number, label: string): void {
    this.#labels.set(serial, label)
  }

  label(serial: number | null): string | null {
    return serial === null ? null : (this.#labels.get(serial) ?? null)
  }
}

/** Gives each socket of a process a serial number, since a descriptor is used again as soon as it is closed. */
export class DescriptorSerials {
  readonly #all: SocketSerials
  readonly #serials = new Map<Fd, number>()

  constructor(all: SocketSerials) {
    this.#all = all
  }

  serial(fd: Fd): number | null {
    return this.#serials.get(fd) ?? null
  }

  opened(fd: Fd): number {
    const serial = this.#all.next()
    this.#serials.set(fd, serial)
    return serial
  }

  closed(fd: Fd): void {
    this.#serials.delete(fd)
  }

  /** Names a socket for the reader of the trace. */
  name(fd: Fd, label: string): void {
    const serial = this.#serials.get(fd)
    if (serial !== undefined) this.#all.name(serial, label)
  }
}
