import type { CallName, Fd } from '../calls.ts'
import type { Result } from '../result.ts'

/** The descriptors that an agent has opened and not closed, by what it is asked and answers. */
export class OpenDescriptors {
  readonly #open = new Set<Fd>()

  all(): Fd[] {
    return [...this.#open]
  }

  /** A number may stand for another file as soon as its close() begins. */
  asked(name: CallName, request: { readonly fd?: Fd }): void {
    if (name === 'close' && request.fd !== undefined) this.#open.delete(request.fd)
  }

  answered(name: CallName, { value, errno }: Result<unknown>): void {
    if (errno !== null) return
    if (name === 'socket' || name === 'dup' || name === 'epoll_create1') this.#open.add(value as Fd)
    if (name === 'accept4') this.#open.add((value as { fd: Fd }).fd)
  }
}
