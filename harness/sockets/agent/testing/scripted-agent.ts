import { PassThrough } from 'node:stream'
import { AgentConnection } from '../connection.ts'
import type { RequestLine } from '../protocol.ts'

/** The other end of a connection, which says what a test wants it to say. */
export class ScriptedAgent implements AsyncDisposable {
  readonly connection: AgentConnection
  /** What it was asked, in order. */
  readonly asked: RequestLine[] = []
  readonly #stdout = new PassThrough()
  readonly #stderr = new PassThrough()
  #end: (how: string) => void = () => {}

  /** @param answer what it writes when it is asked: lines, none for no answer */
  constructor(answer: (request: RequestLine) => readonly (string | object)[]) {
    const stdin = new PassThrough()
    let rest = ''
    stdin.on('data', (chunk) => {
      rest += chunk
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const request = JSON.parse(line) as RequestLine
        this.asked.push(request)
        for (const said of answer(request)) this.say(said)
      }
    })
    const ended = new Promise<string>((resolve) => {
      this.#end = resolve
    })
    stdin.on('end', () => this.end('exit status 0'))
    const pipes = {
      stdin,
      stdout: this.#stdout,
      stderr: this.#stderr,
      ended,
      pid: null,
      kill: () => this.end('killed'),
    }
    this.connection = new AgentConnection(pipes, { command: './my-agent' })
  }

  /** Writes a line. */
  say(line: string | object): void {
    this.#stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  }

  /** Writes a line to standard error. */
  complain(line: string): void {
    this.#stderr.write(`${line}\n`)
  }

  /** Ends. */
  end(how: string): void {
    this.#end(how)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.connection[Symbol.asyncDispose]()
  }
}
