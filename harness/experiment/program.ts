import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { dyingWithUs } from '../dying-with-us.ts'
import { OUT_OF_REACH_OF_THE_TERMINAL } from '../lab/command.ts'
import { NAMES_NOT_SET } from '../lab/names.ts'

/** A program could not be started on a host. */
export class ProgramError extends Error {
  override name = 'ProgramError'
}

/** A separate program on a host of the lab: a process of its own, which the kernel can stop. */
export class Program implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #closed: Promise<unknown>
  readonly #printed: string[] = []
  readonly pid: number

  private constructor(process: ChildProcess, pid: number) {
    this.#process = process
    this.#exited = once(process, 'exit')
    this.#closed = once(process, 'close')
    this.pid = pid
  }

  /**
   * Starts a program in the network namespace that this thread is in.
   *
   * @param print told of each line that it prints
   */
  static start(command: string, args: readonly string[], print: (line: string) => void): Program {
    const [file = command, ...rest] = [...dyingWithUs(), command, ...args]
    const process = spawn(file, rest, { stdio: ['pipe', 'pipe', 'pipe'], ...OUT_OF_REACH_OF_THE_TERMINAL })
    process.on('error', ({ message }) => print(message))
    if (process.pid === undefined) throw new ProgramError(`Cannot start ${command}: is it installed?`)
    const program = new Program(process, process.pid)
    const keep = (line: string): void => {
      program.#printed.push(line)
      print(line)
    }
    createInterface({ input: process.stdout }).on('line', keep)
    createInterface({ input: process.stderr }).on('line', print)
    // A program that has ended does not read what it is told.
    process.stdin.on('error', () => {})
    return program
  }

  /** The lines that it printed on standard output so far. */
  get printed(): readonly string[] {
    return this.#printed
  }

  /** Gives it a line to read on standard input. */
  tell(line: string): void {
    this.#process.stdin?.write(`${line}\n`)
  }

  /** How it ended: its exit status, or the name of the signal that killed it; null while it runs. */
  get end(): number | NodeJS.Signals | null {
    return this.#process.exitCode ?? this.#process.signalCode
  }

  /**
   * Waits until it has ended and all that it printed has been read; gives how it ended. Throws a {@link ProgramError} if it
   * was to know certain names and could not be given them.
   */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.#closed
    if (this.end === NAMES_NOT_SET)
      throw new ProgramError('It could not be given names: the timeline has what was said.')
    return this.end
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
    await this.#exited
  }
}
