import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import pc from 'picocolors'
import { EXIT } from '../exit-code.ts'
import { EVIDENCE_FILE } from '../settings.ts'
import type { MatrixStack } from './stacks.ts'

/** What came of the run on a stack. */
export interface StackRun {
  readonly stack: MatrixStack
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: number | string
  /** Its evidence; null if it left none. */
  readonly evidence: string | null
}

/** What every stack is given, and where its evidence goes. */
export interface StackOrder {
  /** Options of `verify`, and filters. */
  readonly args: readonly string[]
  readonly folder: string
  readonly signal: AbortSignal
  /** Whether each line of its output begins with its name, because others run at the same time. */
  readonly named: boolean
}

/** Runs claims on a stack, in a process of its own whose output is shown; a wish to stop is passed on to it. */
export async function runStack(stack: MatrixStack, { args, folder, signal, named }: StackOrder): Promise<StackRun> {
  const evidence = join(folder, EVIDENCE_FILE)
  // What a run before this one left is not to be taken for this one's.
  rmSync(evidence, { force: true })
  const [program = '', ...first] = stack.command
  // A process group of its own: Ctrl-C comes to it once, from here.
  const child = spawn(program, [...first, '--out', folder, ...args], {
    stdio: named ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
  if (named) for (const output of [child.stdout, child.stderr]) showNamed(stack.name, output)
  const end = (): void => void child.kill('SIGTERM')
  const force = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }
  signal.addEventListener('abort', end, { once: true })
  process.once('exit', force)
  try {
    const ended = await new Promise<number | string>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, by) => resolve(code ?? by ?? EXIT.usage))
    })
    return { stack, ended, evidence: existsSync(evidence) ? evidence : null }
  } finally {
    signal.removeEventListener('abort', end)
    process.off('exit', force)
  }
}

function showNamed(name: string, output: Readable | null): void {
  if (output === null) return
  createInterface({ input: output }).on('line', (line) => console.log(`${pc.dim(`${name.padEnd(6)} │`)} ${line}`))
}
