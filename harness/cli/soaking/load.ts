import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ENDING } from '../catalogue/folder.ts'
import { UsageError } from '../exit-code.ts'
import { programCalled } from '../program-called.ts'
import { busyShare, everyProcess, familyOf, machineTime } from './processor-time.ts'

/** The load ends by itself after so many seconds, whatever becomes of this process. */
const LONGEST = 12 * 3600

/** Milliseconds in which the load must have come up, and then in which it must have ended. */
const PATIENCE = 30_000

/** A process of the load is busy when it has had so many ticks: several times what it takes to begin. */
const BUSY_TICKS = 20

const PROCESS = fileURLToPath(new URL(`./load-process.${ENDING}`, import.meta.url))

/** Processes that keep all processors busy, until it is disposed of or this process ends, however that happens. */
export interface Load extends AsyncDisposable {
  /** What makes the load: a command, or words. */
  readonly by: string
  /** Whether it has ended too early. */
  readonly isOver: () => boolean
  /** How busy the processors were since it began, from 0 to 1. */
  readonly busy: () => number
}

/**
 * Keeps all processors busy, with two busy processes for each, and comes back when each of them has had processor time.
 * Uses stress-ng if it is there, else processes of Node. Throws a {@link UsageError} if the load does not come up.
 */
export async function startLoad(
  stress = programCalled('stress-ng'),
  processors = availableParallelism(),
): Promise<Load> {
  const wanted = processors * 2
  const by = stress === null ? `${wanted} processes that do nothing but turn` : `stress-ng --cpu ${wanted}`
  const options = ['--cpu', String(wanted), '--timeout', `${LONGEST}s`, '--quiet']
  const children = stress === null ? Array.from({ length: wanted }, () => start([])) : [start([stress, ...options])]
  const load = { by, isOver: () => children.some(hasEnded), [Symbol.asyncDispose]: () => end(children) }
  try {
    await untilBusy(load, children, wanted)
  } catch (error) {
    await end(children)
    throw error
  }
  const before = machineTime()
  return { ...load, busy: () => busyShare(before, machineTime()) }
}

function start(program: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [PROCESS, String(process.pid), String(LONGEST), ...program], {
    stdio: 'ignore',
  })
  // One that cannot be started has no process id, and counts as ended.
  child.on('error', () => {})
  return child
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}

async function untilBusy(
  { by, isOver }: Pick<Load, 'by' | 'isOver'>,
  children: readonly ChildProcess[],
  wanted: number,
) {
  const roots = children.flatMap(({ pid }) => pid ?? [])
  const start = performance.now()
  for (;;) {
    const busy = familyOf(roots, everyProcess()).filter(({ ticks }) => ticks >= BUSY_TICKS).length
    if (busy >= wanted && !isOver()) return
    if (isOver() || performance.now() - start > PATIENCE) {
      throw new UsageError(
        `The load did not come up: ${by} should give ${wanted} busy processes, and ` +
          `${isOver() ? 'ended at once' : `gave ${busy} within ${PATIENCE / 1000} s`}. ` +
          `Nothing was run. Run ${by} by itself to see why, or leave out --load.`,
      )
    }
    await after(20)
  }
}

/** Ends processes and waits until they have ended; one that does not end when it is asked to is ended by force. */
async function end(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    children
      .filter((child) => !hasEnded(child))
      .map(async (child) => {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
        await ended
        clearTimeout(force)
      }),
  )
}
