import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reporter, Vitest } from 'vitest/node'
import { specFile } from '../claim/catalogue.ts'
import type { Evidence } from '../evidence/read.ts'
import { EVIDENCE_VERSION, type FooterRecord, type HeaderRecord, type ResultRecord } from '../evidence/schema.ts'
import { EvidenceWriter } from '../evidence/write.ts'
import type { ClaimContext } from '../vitest/context.ts'
import { claimsProject } from '../vitest/projects.ts'
import type { Listener } from '../vitest/recording.ts'
import { EvidenceReporter } from '../vitest/reporter.ts'
import { resultKey } from '../vitest/result-key.ts'
import { Spool } from '../vitest/spool.ts'
import { ENDING } from './catalogue/folder.ts'
import { SIGNALS } from './interrupt.ts'

/** What to run and how. */
export interface Order extends Omit<ClaimContext, 'spool' | 'done'> {
  readonly claims: readonly string[]
  /** How many results that must give. */
  readonly planned: number
  /** The evidence file to write. */
  readonly evidence: string
  readonly command: string
  readonly fingerprint: HeaderRecord['fingerprint']
  /** Processes that run claims at the same time. */
  readonly jobs: number
  /** Told how the run goes on. */
  readonly listener: Listener
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal
}

/** Without any reporter Vitest would take its own. */
const SILENT: Reporter = {}

/** What a run came to. */
export interface RunEnd {
  readonly evidence: Evidence
  readonly interrupted: boolean
}

/** Runs claims with Vitest and writes their evidence. */
export async function runClaims(order: Order): Promise<RunEnd> {
  const { signal, listener } = order
  const head = header(order)
  const writer = new EvidenceWriter(order.evidence, head)
  const folder = join(tmpdir(), `sockproof-${randomUUID()}`)
  const spool = new Spool(folder)
  const results: ResultRecord[] = []
  const ended = new Set<string>()
  const listening: Listener = {
    ...listener,
    onResult: (record) => {
      results.push(record)
      listener.onResult(record)
    },
    onEnd: (claim) => {
      ended.add(claim)
      listener.onEnd(claim)
    },
  }
  const reporter = new EvidenceReporter(order.specs, () => ({
    context: { ...contextOf(order), spool: folder, done: results.map(resultKey) },
    writer,
    spool,
    listener: listening,
    finish: () => {},
  }))
  let footer: FooterRecord
  try {
    await runVitest(order, reporter, ended)
  } finally {
    footer = writer.end(signal.aborted)
    spool.remove()
  }
  const evidence = { file: order.evidence, header: head, results, footer, problems: [] }
  return { evidence, interrupted: signal.aborted }
}

function contextOf(order: Order): Omit<ClaimContext, 'spool' | 'done'> {
  const { mode, stack, seed, runs, repeats, patience, deadline, capabilities, specs } = order
  return { mode, stack, seed, runs, repeats, patience, deadline, capabilities, specs }
}

/** Runs claims until all have ended: those that a lost worker left over are run again, as long as that helps. */
async function runVitest(order: Order, reporter: EvidenceReporter, ended: ReadonlySet<string>): Promise<void> {
  const { signal, specs } = order
  const vitest = await start(order, reporter)
  const stop = (): void => {
    void vitest.cancelCurrentRun('keyboard-input')
    reporter.endWorkers()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    const specifications = await vitest.globTestSpecifications()
    for (let before = -1; before < ended.size && !signal.aborted; ) {
      before = ended.size
      const left = new Set(order.claims.filter((id) => !ended.has(id)).map((id) => specFile(specs, id, ENDING)))
      if (left.size === 0) return
      await vitest.runTestSpecifications(
        specifications.filter(({ moduleId }) => left.has(moduleId)),
        true,
      )
    }
  } finally {
    signal.removeEventListener('abort', stop)
    await vitest.close()
  }
}

async function start(order: Order, reporter: EvidenceReporter): Promise<Vitest> {
  const { createVitest } = await import('vitest/node')
  const own = new Set(SIGNALS.flatMap((name) => process.listeners(name)))
  const vitest = await createVitest('test', {
    config: false,
    root: order.specs,
    watch: false,
    maxWorkers: order.jobs,
    projects: [claimsProject(() => reporter, order.specs)],
    reporters: [SILENT],
  })
  // Vitest would end this process at the first signal, before the evidence has its footer.
  for (const name of SIGNALS) {
    for (const listener of process.listeners(name)) if (!own.has(listener)) process.off(name, listener)
  }
  return vitest
}

function header(order: Order): HeaderRecord {
  return {
    kind: 'header',
    format: 'sockproof-evidence',
    version: EVIDENCE_VERSION,
    run: randomUUID(),
    startedAt: new Date().toISOString(),
    command: order.command,
    seed: order.seed,
    stack: order.stack,
    mode: order.mode,
    fingerprint: order.fingerprint,
    plan: { results: order.planned, claims: [...order.claims] },
  }
}
