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

/** Runs claims until all have ended: those that a lost worker left over are run again, as long as that helps. */
export async function runVitest(run: VitestRun): Promise<void> {
  const { specs, claims, ended, reporter, signal } = run
  const vitest = await start(run)
  const stop = (): void => {
    void vitest.cancelCurrentRun('keyboard-input')
    reporter.endWorkers()
  }
  signal.addEventListener('abort', stop, { once: true })
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
    signal.removeEventListener('abort', stop)
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
  const own = new Set(SIGNALS.flatMap((name) => process.listeners(name)))
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      onOutput(String(chunk))
      done()
    },
  })
  const vitest = await createVitest(
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
  // Vitest would end this process at the first signal, before the evidence has its footer.
  for (const name of SIGNALS) {
    for (const listener of process.listeners(name)) if (!own.has(listener)) process.off(name, listener)
  }
  return vitest
}
