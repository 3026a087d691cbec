import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { Program } from '../../harness/experiment/program.ts'
import { MissingTool } from './tools.ts'

/** A system call as strace saw it. */
export interface SystemCall {
  readonly name: string
  /** Its arguments as strace writes them. */
  readonly args: string
  /** The name of its error, or null. */
  readonly errno: string | null
}

/** How long strace may take to attach, in milliseconds. */
const PATIENCE = 20_000

/** strace attached to this very process and all of its threads. */
export class Strace implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sockproof-strace-'))
  readonly #program: Program
  readonly #said: string[] = []

  private constructor(calls: readonly string[]) {
    const args = ['-f', '-p', String(process.pid), '-e', `trace=${calls.join()}`, '-o', this.#file]
    this.#program = Program.start('strace', args, (line) => this.#said.push(line))
  }

  /** Attaches strace to this process, for these system calls. */
  static async of(calls: readonly string[]): Promise<Strace> {
    const strace = new Strace(calls)
    try {
      await strace.#attached()
      return strace
    } catch (error) {
      await strace[Symbol.asyncDispose]()
      throw error
    }
  }

  async #attached(): Promise<void> {
    const start = performance.now()
    while (!this.#said.some((line) => line.includes(`Process ${process.pid} attached`))) {
      const said = this.#said.join('\n')
      if (performance.now() - start > PATIENCE) throw new Error(`strace does not attach to this process: ${said}`)
      if (this.#program.end !== null) {
        if (/No such file|not found/.test(said)) throw new MissingTool('strace', 'strace', said)
        throw new Error(`strace cannot watch this process: ${said}`)
      }
      await after(2)
    }
  }

  get #file(): string {
    return join(this.#folder, 'calls')
  }

  /** Detaches it; gives the calls in the order in which they began. */
  async calls(): Promise<readonly SystemCall[]> {
    this.#program.signal('SIGINT')
    await this.#program.ended()
    return callsIn(readFileSync(this.#file, 'utf8'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true })
  }
}

/** Reads what `strace -f -o` wrote: a call that another thread’s interrupted stands on two lines. */
export function callsIn(text: string): readonly SystemCall[] {
  const waiting = new Map<string, { at: number; begun: string }>()
  const whole: string[] = []
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1]
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1]
    if (begun !== undefined) waiting.set(thread, { at: whole.push('') - 1, begun })
    else if (resumed === undefined) whole.push(rest)
    else {
      const { at = whole.length, begun: first = '' } = waiting.get(thread) ?? {}
      whole[at] = first + resumed
    }
  }
  return whole.flatMap((line) => {
    const [, name, args, result = ''] = /^(\w+)\((.*)\)\s+= (.*)$/.exec(line) ?? []
    if (name === undefined || args === undefined) return []
    return [{ name, args, errno: /^-1 ([A-Z0-9]+)/.exec(result)?.[1] ?? null }]
  })
}
