import { StringDecoder } from 'node:string_decoder'
import type { AgentPipes } from '../connection.ts'

/** Who is told of what an agent writes. */
export interface Listener {
  /** A line of standard output, without its line feed. */
  line(text: string): void
  /** What stood on standard output when it ended, without a line feed. */
  rest(text: string): void
  /** A line of standard error. */
  complaint(text: string): void
}

/** An agent as a process: lines in, lines out, and how it ends. */
export class AgentProgram implements AsyncDisposable {
  readonly #pipes: AgentPipes
  #end: string | null = null

  constructor(pipes: AgentPipes, listener: Listener) {
    this.#pipes = pipes
    eachLine(pipes.stdout, listener.line, listener.rest)
    eachLine(pipes.stderr, listener.complaint, listener.complaint)
    // Of a program that has ended, its end tells more.
    pipes.stdin.on('error', () => {})
    void pipes.ended.then((end) => {
      this.#end = end
    })
  }

  /** How it ended, see {@link AgentPipes}; null before. */
  get end(): string | null {
    return this.#end
  }

  /** Writes a line to its standard input. */
  tell(line: string): void {
    this.#pipes.stdin.write(`${line}\n`)
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#pipes.stdin.end()
  }

  /** Ends it, if it has not ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end === null) this.#pipes.kill()
    await this.#pipes.ended
  }
}

/** Calls back with each line, and with what was left without a line feed. */
function eachLine(stream: AgentPipes['stdout'], line: (text: string) => void, rest: (text: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  stream.on('data', (data: Buffer) => {
    const lines = (begun + decoder.write(data)).split('\n')
    begun = lines.pop() ?? ''
    for (const each of lines) line(each)
  })
  stream.on('end', () => {
    begun += decoder.end()
    if (begun !== '') rest(begun)
  })
}
