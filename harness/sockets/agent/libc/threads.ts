import { becomeProgram } from '../../libc/exec.ts'

/** As many calls can block at the same time on libuv's threads, beside others that only take a moment there. */
const THREADS = 128

/**
 * The environment with room for so many blocked calls. libuv reads it once, when its first thread starts, which Node
 * may do before it runs the first line of a program.
 */
export function withThreads(env: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return enough(env) ? env : { ...env, UV_THREADPOOL_SIZE: String(THREADS) }
}

/** If this process was started with fewer threads, starts the same program again with enough. */
export function haveThreads(): void {
  if (enough(process.env)) return
  becomeProgram(process.execPath, [...process.execArgv, ...process.argv.slice(1)], withThreads(process.env))
}

function enough({ UV_THREADPOOL_SIZE }: Readonly<NodeJS.ProcessEnv>): boolean {
  return Number(UV_THREADPOOL_SIZE) >= THREADS
}
