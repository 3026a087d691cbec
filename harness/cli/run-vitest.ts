import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Reporter, Vitest } from 'vitest/node'
import { specFile } from '../claim/catalogue.ts'
import { claimsProject } from '../vitest/projects.ts'
import type { EvidenceReporter } from '../vitest/reporter.ts'
import { ENDING } from './catalogue/folder.ts'
import { SIGNALS } from './interrupt.ts'

/** What Vitest is to run. */
export interface VitestRun {
  readonly specs: string
  readonly claims: readonly string[]
  /** Processes that run claims at the same time. */
  readonly jobs: number
  readonly reporter: EvidenceReporter
  /** The claims that have ended, as the reporter tells. */
  readonly ended: ReadonlySet<string>
  /** Takes what workers print past Vitest. */
  readonly onOutput: (text: string) => void
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal
}

/** How often Vitest is told to stop, in milliseconds. */
const STOP_EVERY = 100

/** Runs claims until all have ended: those that a lost worker left over are run again, as long as that helps. */
export async function runVitest(run: VitestRun): Promise<void> {
  const { specs, claims, ended, reporter, signal } = run
  const vitest = await start(run)
  const stop = (): void => {
    void vitest.cancelCurrentRun('keyboard-input')
    reporter.endWorkers()
  }
  // Vitest forgets that it is to stop if it is told while it begins, and so do workers that are just starting.
  let stopping: NodeJS.Timeout | undefined
  const stopForGood = (): void => {
    stop()
    stopping = setInterval(stop, STOP_EVERY)
  }
  signal.addEventListener('abort', stopForGood, { once: true })
  try {
    const specifications = await vitest.globTestSpecifications()
    for (let before = -1; before < ended.size && !signal.aborted; ) {
      before = ended.size
      const left = new Set(claims.filter((id) => !ended.has(id)).map((id) => specFile(specs, id, ENDING)))
      if (left.size === 0) return
      const chosen = specifications.filter(({ moduleId }) => left.has(moduleId))
      await vitest.runTestSpecifications(chosen, true)
    }
  } finally {
    signal.removeEventListener('abort', stopForGood)
    clearInterval(stopping)
    await vitest.close()
  }
}

/** Where Vitest notes how long each spec took, so that the next run begins with those that take longest. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = process.env
  return join(cache || (home === '' ? tmpdir() : join(home, '.cache')), 'sockproof')
}

/** Without any reporter Vitest would take its own. */
const SILENT: Reporter = {}

async function start({ specs, jobs, reporter, onOutput }: VitestRun): Promise<Vitest> {
  const { createVitest } = await import('vitest/node')
  using _ = withoutOtherSignalListeners()
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      onOutput(String(chunk))
      done()
    },
  })
  return await createVitest(
    'test',
    {
      config: false,
      root: specs,
      watch: false,
      maxWorkers: jobs,
      projects: [claimsProject(() => reporter, specs)],
      reporters: [SILENT],
    },
    { cacheDir: cacheFolder() },
    { stdout: output, stderr: output },
  )
}

/** Vitest would end this process at the first signal, before the evidence has its footer, and with the exit code 0. */
function withoutOtherSignalListeners(): Disposable {
  const refuse = (name: string | symbol, listener: () => void): void => {
    // It is not there yet; no signal can come before it is taken away.
    if (SIGNALS.some((signal) => signal === name)) queueMicrotask(() => void process.off(name, listener))
  }
  process.on('newListener', refuse)
  return { [Symbol.dispose]: () => void process.off('newListener', refuse) }
}
