import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { programCalled } from './program-called.ts'

/** The load ends by itself after so many seconds, whatever becomes of this process. */
const LONGEST = 4 * 3600

/** Turns until its parent is gone or its time is over. */
const BUSY_LOOP = `
const end = Date.now() + ${LONGEST} * 1000, parent = process.ppid
while (Date.now() < end && process.ppid === parent) for (let turn = 0; turn < 1e7; turn += 1);
`

/** Processes that keep all processors busy, until it is disposed of or this process ends. */
export interface Load extends Disposable {
  /** What makes the load, in words. */
  readonly by: string
}

/** Keeps all processors busy: with stress-ng if it is there, else with processes that do nothing but turn. */
export function startLoad(processors = availableParallelism()): Load {
  const stress = programCalled('stress-ng')
  const children =
    stress === null
      ? Array.from({ length: processors }, () => start(process.execPath, ['-e', BUSY_LOOP]))
      : [start(stress, ['--cpu', String(processors), '--timeout', `${LONGEST}s`, '--quiet'])]
  return {
    by: stress === null ? `${processors} busy processes` : `stress-ng --cpu ${processors}`,
    [Symbol.dispose]: () => {
      for (const child of children) child.kill('SIGTERM')
    },
  }
}

/** Where setpriv is there, the kernel ends the child with this process (prctl(2), PR_SET_PDEATHSIG). */
function start(program: string, args: readonly string[]): ChildProcess {
  const setpriv = programCalled('setpriv')
  const [file, before] = setpriv === null ? [program, []] : [setpriv, ['--pdeathsig', 'KILL', program]]
  const child = spawn(file, [...before, ...args], { stdio: 'ignore' })
  child.unref()
  // Without load the run still says something; that it could not be started shows in the time it takes.
  child.on('error', () => {})
  return child
}
