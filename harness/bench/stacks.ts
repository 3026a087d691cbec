import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The stacks of `sockproof matrix` but this kernel's. */
const STACKS = ['docker', 'gvisor', 'uml', 'lwip', 'python', 'node'] as const

/** How it ends when the stack is not here. */
const NOT_HERE = 3

/** The whole catalogue on one stack. */
export interface StackMeasured {
  readonly name: string
  /** Wall time in seconds; null if the stack is not here. */
  readonly seconds: number | null
  readonly exitCode: number | null
}

/** Runs the catalogue on each stack, one after the other, as a user would. */
export async function* measureStacks(program: string): AsyncGenerator<StackMeasured> {
  for (const name of STACKS) yield await measureStack(program, name)
}

async function measureStack(program: string, name: string): Promise<StackMeasured> {
  const out = mkdtempSync(join(tmpdir(), 'sockproof-bench-'))
  const start = performance.now()
  const child = spawn(process.execPath, [program, 'matrix', '--stacks', name, '--out', out], { stdio: 'ignore' })
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  const seconds = exitCode === NOT_HERE ? null : (performance.now() - start) / 1000
  rmSync(out, { recursive: true })
  return { name, seconds, exitCode }
}
