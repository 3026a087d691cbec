import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { LineSplitter } from '../line-splitter.ts'
import { pythonAgentPath } from '../python/path.ts'
import { decodeValue, encodeValue } from '../values.ts'

/** A result as it came, its bytes decoded. */
export interface Came {
  readonly id: number
  readonly value?: unknown
  readonly errno?: string
  readonly began?: string
  readonly ended?: string
}

/** How a process ended. */
export interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const BUILT = new URL('../../../../dist/harness/sockets/agent/', import.meta.url)

/** The commands of our agents, as they are built. */
export const OUR_AGENTS = {
  libc: [process.execPath, fileURLToPath(new URL('libc/main.js', BUILT))],
  node: [process.execPath, fileURLToPath(new URL('node/main.js', BUILT))],
  python: ['python3', pythonAgentPath()],
} as const

/** An agent as a child process, asked over pipes by nothing but lines. */
export class AgentProcess implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #waiting = new Map<number, { resolve: (came: Came) => void; reject: (error: Error) => void }>()
  readonly ended: Promise<End>
  /** All results, in the order in which they came. */
  readonly came: Came[] = []
  /** Requests that were sent and results that came, as lines. */
  readonly transcript: string[] = []
  stderr = ''
  #last = 0

  constructor([file = '', ...args]: readonly string[]) {
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const lines = new LineSplitter((line) => this.#take(line))
    this.#child.stdout.on('data', (chunk: Buffer) => lines.push(chunk))
    this.#child.stderr.on('data', (chunk) => {
      this.stderr += chunk
    })
    this.#child.stdin.on('error', () => {})
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        for (const { reject } of this.#waiting.values()) reject(this.#endedBefore(code, signal))
        resolve({ code, signal })
      })
    })
  }

  /** One that was told that it has the kernel of this machine. */
  static async started(command: readonly string[]): Promise<AgentProcess> {
    const agent = new AgentProcess(command)
    await agent.ask('hello', { protocol: 1, network: { kind: 'kernel' } })
    return agent
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  /** Sends a request; gives its id and what comes of it. */
  send(call: string, request: object): { readonly id: number; readonly result: Promise<Came> } {
    this.#last += 1
    const id = this.#last
    const result = this.result(id)
    this.write(JSON.stringify({ id, call, request: encodeValue(request) }))
    return { id, result }
  }

  /** Sends a request and waits for its result. */
  ask(call: string, request: object): Promise<Came> {
    return this.send(call, request).result
  }

  /** Sends a request that must succeed. */
  async value<Value>(call: string, request: object): Promise<Value> {
    const { value, errno } = await this.ask(call, request)
    if (errno !== undefined) throw new Error(`${call}() that this test builds on failed: ${errno}`)
    return value as Value
  }

  /** Sends a line as it is. */
  write(line: string): void {
    this.transcript.push(line)
    this.#child.stdin.write(`${line}\n`)
  }

  /** What comes of a request that was written as a line. */
  result(id: number): Promise<Came> {
    const result = new Promise<Came>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    // A test may end while calls wait.
    result.catch(() => {})
    return result
  }

  /** Ends its standard input. */
  end(): Promise<End> {
    this.#child.stdin.end()
    return this.ended
  }

  #take(line: string): void {
    this.transcript.push(line)
    const came = decodeValue(JSON.parse(line)) as Came
    this.came.push(came)
    this.#waiting.get(came.id)?.resolve(came)
    this.#waiting.delete(came.id)
  }

  #endedBefore(code: number | null, signal: string | null): Error {
    return new Error(
      `The agent ended (${signal ?? `exit status ${code}`}) before there was a result; it said: ${this.stderr}`,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }
}
