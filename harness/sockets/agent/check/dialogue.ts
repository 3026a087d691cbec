import type { CallName, Fd, Request, Value } from '../../calls.ts'
import { failed, type Result } from '../../result.ts'
import type { AgentSelf } from '../protocol.ts'
import { decodeValue, encodeValue } from '../values.ts'
import type { Conversation } from './conversation.ts'
import type { Exchange } from './exchange.ts'
import type { Place } from './place.ts'

/** What a scene goes on with did not succeed, which is for the claims to judge. */
export class NothingToGoOnWith extends Error {
  override name = 'NothingToGoOnWith'
}

/** The sockets API of an agent that is being checked: what it declares can be asked. */
export class Dialogue {
  readonly conversation: Conversation
  readonly self: AgentSelf
  readonly place: Place

  constructor(conversation: Conversation, self: AgentSelf, place: Place) {
    this.conversation = conversation
    this.self = self
    this.place = place
  }

  /** Whether all of these calls are declared. */
  can(...calls: readonly CallName[]): boolean {
    return calls.every((call) => this.self.calls.includes(call))
  }

  /** Whether this flag of messages is declared. */
  knows(flag: string): boolean {
    return this.self.flags.includes(flag)
  }

  /** Makes a call, and does not wait for its result. */
  begin<Name extends CallName>(call: Name, request: Request<Name>): Exchange {
    return this.conversation.ask(call, encodeValue(request) as object)
  }

  /** Makes a call that is to come back by itself. */
  async call<Name extends CallName>(call: Name, request: Request<Name>): Promise<Result<Value<Name>>> {
    return this.#result(this.begin(call, request), false)
  }

  /** Makes a call that may wait for something that does not come, and is then cancelled. */
  async callThatMayWait<Name extends CallName>(call: Name, request: Request<Name>): Promise<Result<Value<Name>>> {
    return this.#result(this.begin(call, request), true)
  }

  /** Makes a call whose value is needed for what comes next. */
  async must<Name extends CallName>(call: Name, request: Request<Name>): Promise<Value<Name>> {
    const { value, errno } = await this.call(call, request)
    if (errno !== null) throw new NothingToGoOnWith(`${call} gave ${errno}, so there is nothing to go on with.`)
    return value
  }

  /** Makes a call if it is declared; its result does not matter. */
  async perhaps<Name extends CallName>(call: Name, request: Request<Name>): Promise<void> {
    if (this.can(call)) await this.call(call, request)
  }

  /** A TCP socket of its own, bound and listening where these calls are declared. */
  async listener(flags: Request<'socket'>['flags'] = []): Promise<Fd> {
    const fd = await this.must('socket', { domain: 'AF_INET', type: 'SOCK_STREAM', flags })
    await this.perhaps('bind', { fd, address: this.place.own })
    await this.perhaps('listen', { fd, backlog: 5 })
    return fd
  }

  async #result<Name extends CallName>(asked: Exchange, mayWait: boolean): Promise<Result<Value<Name>>> {
    await this.conversation.answer(asked, mayWait)
    const { call, result, faults } = asked
    if (result?.errno !== undefined) return failed(result.errno)
    if (result?.unsupported !== undefined) return failed('unsupported')
    if (result === null || faults.some(({ kind }) => kind === 'wrong value')) {
      throw new NothingToGoOnWith(`The value of ${call} cannot be read, so there is nothing to go on with.`)
    }
    return { value: decodeValue(result.value) as Value<Name>, errno: null }
  }
}
