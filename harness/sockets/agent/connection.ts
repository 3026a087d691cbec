import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { AgentFault } from './fault.ts'
import { LineSplitter } from './line-splitter.ts'
import {
  type AgentCall,
  type AgentNetwork,
  type AgentSelf,
  helloValue,
  PROTOCOL_VERSION,
  type ResultLine,
  resultLine,
} from './protocol.ts'
import { encodeValue } from './values.ts'

/** The two ends of an agent's process, wherever it runs. */
export interface AgentPipes {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves once it has ended and all that it wrote has been read: how it ended, in words, for example `exit status 1`. */
  readonly ended: Promise<string>
  /** The process that was started, by its number on this machine; null if it is none of this machine's. */
  readonly pid: number | null
  /** Ends it at once. */
  readonly kill: () => void
}

/** How an agent is spoken of in errors, and what is done with what it says. */
export interface ConnectionOptions {
  /** The command that started it, or what else names it. */
  readonly command: string
  /** Whether it is a command that can be given to `sockproof agent check`. */
  readonly isCommand?: boolean
  /** Told of each line on its standard error. */
  readonly print?: (line: string) => void
}

/** Lines of standard error that an error shows. */
const LINES_SHOWN = 5

/** How long an agent has to end by itself at the end of its input, in milliseconds, before it is killed. */
const TIME_TO_END = 2_000

interface Waiting {
  readonly call: AgentCall
  readonly resolve: (result: ResultLine) => void
}

/**
 * A conversation with an agent (docs/agent-protocol.md). When it breaks the protocol or ends, what it was asked is
 * never answered: `broken` rejects with an {@link AgentFault} instead.
 */
export class AgentConnection implements AsyncDisposable {
  readonly #pipes: AgentPipes
  readonly #command: string
  readonly #isCommand: boolean
  readonly #waiting = new Map<number, Waiting>()
  readonly #said: string[] = []
  #last = 0
  #isClosing = false
  #fail: (error: unknown) => void = () => {}
  /** Rejects when the agent can answer no more; else it never settles. */
  readonly broken: Promise<never>

  constructor(pipes: AgentPipes, { command, isCommand = true, print = () => {} }: ConnectionOptions) {
    this.#pipes = pipes
    this.#command = command
    this.#isCommand = isCommand
    this.broken = new Promise<never>((_, reject) => {
      this.#fail = reject
    })
    // Nobody may be listening when it comes.
    this.broken.catch(() => {})
    const lines = new LineSplitter((line) => this.#take(line))
    pipes.stdout.on('data', (chunk: Buffer) => lines.push(chunk))
    createInterface({ input: pipes.stderr }).on('line', (line) => {
      this.#said.push(line)
      if (this.#said.length > LINES_SHOWN) this.#said.shift()
      print(line)
    })
    // That it has gone is told by how it ended.
    pipes.stdin.on('error', () => {})
    void pipes.ended.then((end) => this.#hasEnded(end))
  }

  /** The number of its process, see {@link AgentPipes}. */
  get pid(): number | null {
    return this.#pipes.pid
  }

  /** Sends a request; the result of it does not come if the agent is broken. */
  ask(call: AgentCall, request: object): Promise<ResultLine> {
    this.#last += 1
    const id = this.#last
    const line = JSON.stringify({ id, call, request: encodeValue(request) })
    return new Promise((resolve) => {
      this.#waiting.set(id, { call, resolve })
      this.#pipes.stdin.write(`${line}\n`)
    })
  }

  /** The id of the request that was sent last. */
  get lastId(): number {
    return this.#last
  }

  /** Asks it what it is, and gives it its network; rejects with an {@link AgentFault} if that is not of the protocol. */
  async hello(network: AgentNetwork | null): Promise<AgentSelf> {
    const answer = this.ask('hello', { protocol: PROTOCOL_VERSION, network })
    const { value, errno } = await Promise.race([answer, this.broken])
    if (errno !== undefined) throw this.#fault(`answered hello with ${errno}, although every agent must know it`)
    const { data, error } = helloValue.safeParse(value)
    if (data !== undefined) return data
    const [{ path, message }] = error.issues as [(typeof error.issues)[number]]
    throw this.#fault(`said hello, but «${path.join('.') || 'its value'}» is not what the protocol says: ${message}`)
  }

  /** Says that the agent broke the protocol; nothing that it says from now on counts. */
  blame(says: string): void {
    this.#fail(this.#fault(says))
  }

  #take(line: string): void {
    if (line.trim() === '') return
    const { data } = resultLine.safeParse(parse(line))
    const waiting = data === undefined ? undefined : this.#waiting.get(data.id)
    if (data === undefined) {
      this.blame(`wrote a line to standard output that is no result: ${shortened(line)}`)
    } else if (waiting === undefined) {
      this.blame(`answered request ${data.id}, which it was not asked or has answered already`)
    } else {
      this.#waiting.delete(data.id)
      waiting.resolve(data)
    }
  }

  #hasEnded(end: string): void {
    if (this.#isClosing) return
    const calls = [...this.#waiting.values()].map(({ call }) => `${call}()`)
    const meanwhile = calls.length === 0 ? '' : ` while ${calls.join(', ')} was under way`
    this.blame(`ended (${end})${meanwhile}`)
  }

  #fault(says: string): AgentFault {
    return new AgentFault(this.#command, says, this.#said, this.#isCommand)
  }

  /** Ends the agent: by the end of its input, and if that is not enough by SIGKILL. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true
    this.#pipes.stdin.end()
    const timer = setTimeout(() => this.#pipes.kill(), TIME_TO_END)
    await this.#pipes.ended
    clearTimeout(timer)
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function shortened(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
