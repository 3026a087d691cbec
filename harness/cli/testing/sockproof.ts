import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The command, as it is built. */
export const MAIN = fileURLToPath(new URL('../../../dist/harness/cli/main.js', import.meta.url))

/** How to start it. */
export interface Setting {
  /** The folder of claims, instead of the package's own. */
  readonly specs?: { readonly path: string }
  readonly cwd?: string
  /** The program, if it is not that of this checkout. */
  readonly main?: string
  readonly env?: Readonly<Record<string, string>>
  /** A command that runs it, for example setpriv with its arguments. */
  readonly through?: readonly string[]
}

/** What came of it. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** The command `sockproof` as a child process. */
export class Sockproof implements AsyncDisposable {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  #out = ''
  #err = ''

  constructor(args: readonly string[], { specs, cwd, env, main = MAIN, through = [] }: Setting = {}) {
    const [command = '', ...rest] = [...through, process.execPath, main, ...args]
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|CI|FORCE_|NO_COLOR)/.test(name)),
    )
    this.child = spawn(command, rest, {
      cwd,
      env: { ...inherited, ...(specs && { SOCKPROOF_SPECS: specs.path }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, as a shell makes one for each command.
      detached: true,
    })
    this.child.stdout?.on('data', (data) => (this.#out += data))
    this.child.stderr?.on('data', (data) => (this.#err += data))
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal, out: this.#out, err: this.#err }))
    })
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('It could not be started.')
    return this.child.pid
  }

  /** What Ctrl-C in a terminal does: the signal goes to every process of the group. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT')
  }

  /** Waits until it has printed something. */
  async printed(what: string | RegExp): Promise<void> {
    const there = (): boolean => (typeof what === 'string' ? this.#out.includes(what) : what.test(this.#out))
    await until(there, () => `«${what}» was not printed, but:\n${this.#out}\n${this.#err}`)
  }

  /** Waits until a file is there. */
  async wrote(file: string): Promise<void> {
    await until(
      () => existsSync(file),
      () => `${file} was not written:\n${this.#out}\n${this.#err}`,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }
}

/** Runs it to its end. */
export async function sockproof(args: readonly string[], setting: Setting = {}): Promise<Ended> {
  await using running = new Sockproof(args, setting)
  return await running.ended
}

const PATIENCE = 55_000

/** Waits until something is so. */
export async function until(isSo: () => boolean, otherwise: () => string): Promise<void> {
  const start = performance.now()
  while (!isSo()) {
    if (performance.now() - start > PATIENCE) throw new Error(otherwise())
    await after(10)
  }
}

/** The process ids of all processes that descend from one, itself not among them. */
export function descendants(pid: number): readonly number[] {
  const children = childrenOf(pid).trim().split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...descendants(child)])
}

function childrenOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  } catch {
    // It has ended.
    return ''
  }
}

/** Whether a process has ended; one that only waits to be asked for its status has. */
export function isGone(pid: number): boolean {
  return !existsSync(`/proc/${pid}`) || /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}
