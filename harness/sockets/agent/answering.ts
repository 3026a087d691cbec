import { errorText } from '../../errors.ts'
import type { CallName, Fd } from '../calls.ts'
import { failed, type Result } from '../result.ts'
import { CannotAsk } from './cannot-ask.ts'
import { OpenDescriptors } from './open-descriptors.ts'
import { type AgentNetwork, type AgentSelf, PROTOCOL_VERSION } from './protocol.ts'
import { type Asked, readRequest } from './request-line.ts'
import type { Served } from './serve.ts'
import { encodeValue } from './values.ts'

/** Fields that name descriptors, of all requests. */
interface AnyRequest {
  readonly fd?: Fd
  readonly epfd?: Fd
  readonly fds?: readonly { readonly fd: Fd }[]
}

type AnyCall = (request: object) => Result<unknown> | Promise<Result<unknown>>

interface CallInFlight {
  readonly request: AnyRequest
  readonly answered: Promise<void>
}

/** What an agent does with the lines that it is given: answers each request, and knows what is under way. */
export class Answering {
  readonly #served: Served
  readonly #write: (line: string) => void
  readonly #tell: (line: string) => void
  readonly #inFlight = new Map<number, CallInFlight>()
  readonly #open = new OpenDescriptors()
  /** What is asked before the network is set up waits here; null once it is. */
  #waiting: Asked[] | null = []
  #saidHello = false
  /** Rejects when the stack cannot be set up. */
  readonly broken: Promise<never>
  #fail: (error: unknown) => void = () => {}

  constructor(served: Served, write: (line: string) => void, tell: (line: string) => void) {
    this.#served = served
    this.#write = write
    this.#tell = tell
    this.broken = new Promise<never>((_, reject) => {
      this.#fail = reject
    })
  }

  take(line: string): void {
    if (line.trim() === '') return
    const asked = readRequest(line)
    if (asked.kind === 'malformed') this.#refuse(asked.id, asked.says)
    else if (asked.kind === 'hello') this.#hello(asked.id, asked.network)
    else if (!this.#saidHello) this.#refuse(asked.id, 'hello is the first request')
    else if (this.#waiting !== null) this.#waiting.push(asked)
    else this.#act(asked)
  }

  async end(): Promise<void> {
    await this.#served.end(this.#open.all())
    await Promise.all([...this.#inFlight.values()].map(({ answered }) => answered))
  }

  #hello(id: number, network: AgentNetwork | null): void {
    const kind = this.#served.self.network
    if (this.#saidHello) this.#refuse(id, 'hello was said already')
    else if (network !== null && network.kind !== kind) {
      this.#refuse(id, `this agent needs a network of kind ${kind}; given ${network.kind}`)
    } else {
      this.#saidHello = true
      this.#begin(id, network).catch((error: unknown) => this.#fail(error))
    }
  }

  async #begin(id: number, network: AgentNetwork | null): Promise<void> {
    const { self, calls, setUp } = this.#served
    if (network !== null) await setUp?.(network)
    const value = { protocol: PROTOCOL_VERSION, ...self, calls: Object.keys(calls) as CallName[] } satisfies AgentSelf
    this.#answer(id, { value, errno: null })
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const asked of waiting) this.#act(asked)
  }

  #act(asked: Asked): void {
    if (asked.kind === 'cancel') void this.#cancel(asked.id, asked.target)
    if (asked.kind === 'call') this.#call(asked.id, asked.name, asked.request)
  }

  #call(id: number, name: CallName, request: object): void {
    const make = this.#served.calls[name] as AnyCall | undefined
    if (make === undefined) this.#refuse(id, `${name}() is not among its calls`)
    else this.#make(id, name, request, make)
  }

  #make(id: number, name: CallName, request: object, make: AnyCall): void {
    this.#open.asked(name, request)
    const began = this.#now()
    const answer = (result: Result<unknown>): void => {
      this.#open.answered(name, result)
      this.#answer(id, result, began)
    }
    const refuse = (error: unknown): void => {
      if (error instanceof CannotAsk) this.#write(lineOf({ id, unsupported: error.message }))
      else this.#refuse(id, `${name}(): ${errorText(error)}`)
    }
    try {
      const result = make(request)
      if (result instanceof Promise) this.#wait(id, request, result.then(answer, refuse))
      else answer(result)
    } catch (error) {
      refuse(error)
    }
  }

  #wait(id: number, request: object, answered: Promise<void>): void {
    this.#inFlight.set(id, { request, answered: answered.finally(() => this.#inFlight.delete(id)) })
  }

  /** After the result of the call that was cancelled comes that of cancel. */
  async #cancel(id: number, target: number): Promise<void> {
    const call = this.#inFlight.get(target)
    if (call !== undefined) {
      try {
        await this.#served.cancel(descriptorsOf(call.request))
        await call.answered
      } catch (error) {
        this.#tell(`cancel(${target}): ${errorText(error)}`)
        this.#answer(id, failed('EBUSY'))
        return
      }
    }
    this.#answer(id, { value: 0, errno: null })
  }

  #refuse(id: number | null, says: string): void {
    this.#tell(`request ${id ?? 'without an id'} cannot be done: ${says}`)
    if (id !== null) this.#answer(id, failed('ENOSYS'))
  }

  #answer(id: number, { value, errno }: Result<unknown>, began?: bigint): void {
    const outcome = errno === null ? { value: encodeValue(value) } : { errno }
    const stamps = began === undefined ? {} : { began: `${began}`, ended: `${this.#now()}` }
    this.#write(lineOf({ id, ...outcome, ...stamps }))
  }

  #now(): bigint | undefined {
    return this.#served.now?.()
  }
}

function lineOf(result: object): string {
  return `${JSON.stringify(result)}\n`
}

function descriptorsOf({ fd, epfd, fds = [] }: AnyRequest): Fd[] {
  return [epfd ?? fd, ...fds.map((one) => one.fd)].filter((one) => one !== undefined && one >= 0) as Fd[]
}
