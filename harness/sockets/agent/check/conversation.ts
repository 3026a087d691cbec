import type { Patience } from '../../../experiment/patience.ts'
import type { AgentPipes } from '../connection.ts'
import type { AgentSelf, RequestLine } from '../protocol.ts'
import { AgentProgram } from './agent-program.ts'
import { type Exchange, exchange } from './exchange.ts'
import type { Fault } from './fault.ts'
import {
  crashed,
  lateResult,
  lineWithoutEnd,
  noResult,
  notEnding,
  secondResult,
  waitsForOthers,
  wrongId,
} from './faults.ts'
import { faultsOf } from './judge-result.ts'
import { readLine } from './line.ts'

/** No request has this id. */
const NO_REQUEST = 2 ** 31 - 1

/** How an agent ends that has nothing to complain of. */
const GOOD_END = 'exit status 0'

/** How many of the last lines of standard error are shown of a crash. */
const LAST_WORDS = 5

/** An agent cannot be asked any further. */
export class ConversationOver extends Error {
  override name = 'ConversationOver'
}

/** What is asked of one process, and what it answers. Whatever departs from the protocol is noted with the request. */
export class Conversation implements AsyncDisposable {
  readonly exchanges: Exchange[] = []
  /** What is wrong with no request in particular. */
  readonly faults: Fault[] = []
  readonly #program: AgentProgram
  readonly #patience: Patience
  readonly #complaints: string[] = []
  readonly #self: AgentSelf | null
  #asked = 0

  /** @param self what it said of itself before; null if it did not yet */
  constructor(pipes: AgentPipes, patience: Patience, self: AgentSelf | null) {
    this.#patience = patience
    this.#self = self
    this.#program = new AgentProgram(pipes, {
      line: (text) => this.#take(text),
      rest: (text) => this.#note(text, lineWithoutEnd(text)),
      complaint: (text) => {
        this.#complaints.push(text)
        this.#latest()?.lines.push({ way: 'standard error', text })
      },
    })
  }

  /** Writes a request. */
  ask(call: Exchange['call'], request: object): Exchange {
    this.#asked += 1
    const asked = exchange(this.#asked, call, request)
    const line = JSON.stringify({ id: asked.id, call, request } satisfies Record<keyof RequestLine, unknown>)
    asked.lines.push({ way: 'to the agent', text: line })
    this.exchanges.push(asked)
    this.#program.tell(line)
    return asked
  }

  /**
   * Waits for the result of a request. If it does not come, finds out what the agent does in its place.
   *
   * @param mayWait whether the call may wait for something that does not happen: it is then cancelled
   * @throws ConversationOver if it has none
   */
  async answer(asked: Exchange, mayWait = false): Promise<void> {
    if (await this.#back(asked)) return
    if (this.#program.end !== null) this.#over(asked, crashed(asked, this.#program.end, this.#lastWords()))
    if (mayWait) await this.#cancel(asked)
    else await this.#searchFor(asked)
  }

  /**
   * Waits for the result of a request that is made while another call blocks.
   *
   * @throws ConversationOver if it has none
   */
  async answerDuring(blocked: Exchange, asked: Exchange): Promise<void> {
    if (await this.#back(asked)) return
    const { end } = this.#program
    this.#over(asked, end === null ? waitsForOthers(asked, blocked) : crashed(asked, end, this.#lastWords()))
  }

  /** Whether there is a result within the time that results may take. */
  async #back(...asked: readonly Exchange[]): Promise<boolean> {
    const back = () => asked.some(({ answered }) => answered)
    await this.#patience.eventually(back, (isBack) => isBack || this.#program.end !== null)
    return back()
  }

  async #cancel(asked: Exchange): Promise<void> {
    await this.answer(this.ask('cancel', { id: asked.id }))
    if (!asked.answered) this.#over(asked, noResult(asked, true))
    asked.remark = 'It waited until it was cancelled; whether it is to wait here is for the claims to say.'
  }

  /** The result is overdue: does another request bring it, or the end of standard input? */
  async #searchFor(asked: Exchange): Promise<void> {
    const another = this.ask('cancel', { id: NO_REQUEST })
    another.remark = 'Asked to see whether the agent still answers.'
    await this.#back(asked, another)
    if (asked.answered) {
      asked.faults.push(lateResult(asked, 'after the next request had been written'))
      return
    }
    this.#program.endInput()
    await this.#back(asked)
    const fault = asked.answered
      ? lateResult(asked, 'after standard input had ended')
      : noResult(asked, another.answered)
    this.#over(asked, fault)
  }

  #over(asked: Exchange, fault: Fault): never {
    asked.faults.push(fault)
    throw new ConversationOver(`${asked.call} has no result, so the agent was started anew for what comes next.`)
  }

  /** Ends its standard input and waits until it has ended. */
  async finish(): Promise<void> {
    this.#program.endInput()
    const end = await this.#patience.eventually(
      () => this.#program.end,
      (seen) => seen !== null,
    )
    if (end === null) this.faults.push(notEnding())
    else if (end !== GOOD_END) this.faults.push(crashed(null, end, this.#lastWords()))
  }

  #take(text: string): void {
    const read = readLine(text)
    if (read.kind === 'faulty') {
      const asked = this.exchanges.find(({ id }) => id === read.id)
      this.#note(text, read.fault, asked)
      if (asked !== undefined) asked.answered = true
      return
    }
    const { result } = read
    const asked = this.exchanges.find(({ id }) => id === result.id)
    if (asked === undefined) {
      const meant = this.#latest()
      this.#note(text, wrongId(result.id, meant, this.exchanges), meant)
      if (meant === undefined || meant.answered) return
      this.#answered(meant, result)
      return
    }
    if (asked.answered) {
      this.#note(text, secondResult(asked), asked)
      return
    }
    asked.lines.push({ way: 'from the agent', text })
    this.#answered(asked, result)
  }

  #answered(asked: Exchange, result: NonNullable<Exchange['result']>): void {
    asked.answered = true
    asked.milliseconds = performance.now() - asked.at
    asked.result = result
    asked.faults.push(...faultsOf(asked, result, this.#self))
  }

  /** Notes a fault and its line with a request; with none, if none has been made. */
  #note(text: string, fault: Fault, asked: Exchange | undefined = this.#latest()): void {
    asked?.lines.push({ way: 'from the agent', text })
    const faults = asked?.faults ?? this.faults
    faults.push(fault)
  }

  /** The request that was made last and has no result; the last one if all have. */
  #latest(): Exchange | undefined {
    return this.exchanges.findLast(({ answered }) => !answered) ?? this.exchanges.at(-1)
  }

  #lastWords(): readonly string[] {
    return this.#complaints.slice(-LAST_WORDS)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]()
  }
}
