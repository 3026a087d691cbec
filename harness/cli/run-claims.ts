import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Vitest } from 'vitest/node'
import { specFile } from '../claim/catalogue.ts'
import { EVIDENCE_VERSION, type HeaderRecord, type ResultRecord } from '../evidence/schema.ts'
import { EvidenceWriter } from '../evidence/write.ts'
import type { ClaimContext } from '../vitest/context.ts'
import { claimsProject } from '../vitest/projects.ts'
import { EvidenceReporter } from '../vitest/reporter.ts'
import { Spool } from '../vitest/spool.ts'
import { SIGNALS } from './interrupt.ts'
import { ENDING } from './specs.ts'

/** What to run and how. */
export interface Order extends Omit<ClaimContext, 'spool'> {
  readonly claims: readonly string[]
  /** How many results that must give. */
  readonly planned: number
  /** The evidence file to write. */
  readonly evidence: string
  readonly command: string
  readonly fingerprint: HeaderRecord['fingerprint']
  /** Processes that run claims at the same time. */
  readonly jobs: number
  /** Vitest reporters besides ours, for example junit, with the file that each writes. */
  readonly reporters: readonly [name: string, file: string][]
  /** Told of each claim as it begins. */
  readonly onBegin: (claim: string) => void
  /** Told of each result as it comes in. */
  readonly onResult: (record: ResultRecord) => void
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal
}

/** What a run came to. */
export interface RunEnd {
  readonly results: readonly ResultRecord[]
  readonly interrupted: boolean
}

/** Runs claims with Vitest and writes their evidence. */
export async function runClaims(order: Order): Promise<RunEnd> {
  const writer = new EvidenceWriter(order.evidence, header(order))
  const folder = join(tmpdir(), `sockproof-${randomUUID()}`)
  const spool = new Spool(folder)
  const { mode, stack, seed, runs, repeats, patience, deadline, capabilities, specs } = order
  const context = { mode, stack, seed, runs, repeats, patience, deadline, capabilities, specs, spool: folder }
  const results: ResultRecord[] = []
  const onResult = (record: ResultRecord): void => {
    results.push(record)
    order.onResult(record)
  }
  const reporter = new EvidenceReporter(context, writer, spool, { onBegin: order.onBegin, onResult })
  try {
    await runVitest(order, context, reporter)
  } finally {
    writer.end(order.signal.aborted)
    spool.remove()
  }
  return { results, interrupted: order.signal.aborted }
}

async function runVitest(order: Order, context: ClaimContext, reporter: EvidenceReporter): Promise<void> {
  const vitest = await start(order, context, reporter)
  const stop = (): void => void vitest.cancelCurrentRun('keyboard-input')
  order.signal.addEventListener('abort', stop, { once: true })
  try {
    const wanted = new Set(order.claims.map((id) => specFile(order.specs, id, ENDING)))
    const specifications = await vitest.globTestSpecifications()
    await vitest.runTestSpecifications(
      specifications.filter(({ moduleId }) => wanted.has(moduleId)),
      true,
    )
  } finally {
    order.signal.removeEventListener('abort', stop)
    await vitest.close()
  }
}

async function start(order: Order, context: ClaimContext, reporter: EvidenceReporter): Promise<Vitest> {
  const { createVitest } = await import('vitest/node')
  const own = new Set(SIGNALS.flatMap((name) => process.listeners(name)))
  const vitest = await createVitest('test', {
    config: false,
    root: order.specs,
    watch: false,
    maxWorkers: order.jobs,
    projects: [claimsProject(context, order.specs)],
    reporters: [
      reporter,
      ...order.reporters.map(([name, outputFile]) => [name, { outputFile }] as [string, Record<string, unknown>]),
    ],
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
