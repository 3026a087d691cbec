import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { OUT_OF_REACH_OF_THE_TERMINAL } from '../lab/command.ts'

/** A program could not be started on a host. */
export class ProgramError extends Error {
  override name = 'ProgramError'
}

/** A separate program on a host of the lab: a process of its own, which the kernel can stop. */
export class Program implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>
  readonly pid: number

  private constructor(process: ChildProcess, pid: number) {
    this.#process = process
    this.#ended = once(process, 'exit')
    this.pid = pid
  }

  /**
   * Starts a program in the network namespace that this thread is in.
   *
   * @param print told of each line that it prints
   */
  static start(command: string, args: readonly string[], print: (line: string) => void): Program {
    const [file = command, ...rest] = [...dyingWithUs(), command, ...args]
    const process = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...OUT_OF_REACH_OF_THE_TERMINAL })
    process.on('error', ({ message }) => print(message))
    if (process.pid === undefined) throw new ProgramError(`Cannot start ${command}: is it installed?`)
    for (const stream of [process.stdout, process.stderr]) createInterface({ input: stream }).on('line', print)
    return new Program(process, process.pid)
  }

  /** Sends it a signal, for example SIGSTOP (signal(7)). */
  signal(name: NodeJS.Signals): void {
    this.#process.kill(name)
  }

  /** The letter of its state, for example S sleeping, T stopped (proc_pid_stat(5)). */
  state(): string {
    const text = readFileSync(`/proc/${this.pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).charAt(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill('SIGKILL')
    await this.#ended
  }
}

let prefix: readonly string[] | undefined

/** What has the kernel end a program, even a stopped one, with this process (prctl(2), PR_SET_PDEATHSIG). */
function dyingWithUs(): readonly string[] {
  if (prefix === undefined) {
    const [setpriv, ...options] = ['setpriv', '--pdeathsig', 'KILL'] as const
    prefix = spawnSync(setpriv, [...options, 'true']).status === 0 ? [setpriv, ...options] : []
  }
  return prefix
}
