import { randomUUID } from 'node:crypto'
import { errorText } from '../errors.ts'
import type { Evidence } from '../evidence/read.ts'
import { EVIDENCE_VERSION, type HeaderRecord, type ResultRecord } from '../evidence/schema.ts'
import { EvidenceWriter } from '../evidence/write.ts'
import type { StackChoice } from '../experiment/stacks.ts'
import { type Expectations, expectationOf } from '../verdict/expectation.ts'
import type { ClaimContext } from '../vitest/context.ts'
import type { Listener } from '../vitest/recording.ts'
import { EvidenceReporter } from '../vitest/reporter.ts'
import { resultKey } from '../vitest/result-key.ts'
import { Spool } from '../vitest/spool.ts'
import { UsageError } from './exit-code.ts'
import { runVitest, type VitestRun } from './run-vitest.ts'

/** What to run and how. */
export interface Order extends Omit<ClaimContext, 'spool' | 'done'>, Pick<VitestRun, 'claims' | 'jobs' | 'signal'> {
  /** How many results that must give. */
  readonly planned: number
  /** The evidence file to write. */
  readonly evidence: string
  readonly command: string
  /** What is known to deviate on this stack. */
  readonly expectations: Expectations | null
  readonly fingerprint: HeaderRecord['fingerprint']
  /** Told how the run goes on. */
  readonly listener: Omit<Listener, 'onBroken'>
}

/** What a run came to. */
export interface RunEnd {
  readonly evidence: Evidence
  readonly interrupted: boolean
}

/** Runs claims with Vitest and writes their evidence. */
export async function runClaims(order: Order): Promise<RunEnd> {
  const { listener, specs, claims, jobs } = order
  using spool = temporarySpool()
  const head = header(order)
  const writer = new EvidenceWriter(order.evidence, head)
  const broken = new AbortController()
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
    onBroken: (error) => broken.abort(error),
  }
  const reporter = new EvidenceReporter(specs, () => ({
    context: { ...contextOf(order), spool: spool.folder, done: results.map(resultKey) },
    writer,
    spool,
    listener: listening,
    expectation: (claim) =>
      expectationOf(order.expectations, claim, agentOf(order.choice)?.version ?? order.fingerprint.kernel),
    finish: () => {},
  }))
  const signal = AbortSignal.any([order.signal, broken.signal])
  await runVitest({ specs, claims, jobs, reporter, ended, signal, onOutput: listener.onOutput })
  if (broken.signal.aborted) throw cannotWrite(order.evidence, broken.signal.reason)
  const interrupted = order.signal.aborted
  try {
    const footer = writer.end(interrupted)
    return { evidence: { file: order.evidence, header: head, results, footer, problems: [] }, interrupted }
  } catch (error) {
    throw cannotWrite(order.evidence, error)
  }
}

/** A spool that goes with this run, or at the latest with this process. */
function temporarySpool(): Spool & Disposable {
  const spool = makeSpool()
  const remove = (): void => spool.remove()
  process.once('exit', remove)
  const dispose = (): void => {
    remove()
    process.off('exit', remove)
  }
  return Object.assign(spool, { [Symbol.dispose]: dispose })
}

function makeSpool(): Spool {
  try {
    return Spool.create()
  } catch (error) {
    throw new UsageError(
      `Cannot make a temporary folder: ${errorText(error)}. Nothing was run. Name a folder that can be written in TMPDIR.`,
    )
  }
}

function cannotWrite(file: string, error: unknown): UsageError {
  return new UsageError(
    `Cannot write ${file} any further: ${errorText(error)}. The run was stopped; what was written until then is kept. ` +
      'Make room, or give another folder with --out.',
  )
}

function contextOf(order: Order): Omit<ClaimContext, 'spool' | 'done'> {
  const { mode, stack, choice, backend, seed, runs, repeats, patience, deadline, capabilities, specs } = order
  return { mode, stack, choice, backend, seed, runs, repeats, patience, deadline, capabilities, specs }
}

function agentOf(choice: StackChoice): HeaderRecord['agent'] {
  if (choice.kind === 'libc') return null
  const { name, version, network } = choice.self
  return { name, version, network }
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
    agent: agentOf(order.choice),
    lab: order.backend,
    mode: order.mode,
    fingerprint: order.fingerprint,
    plan: { results: order.planned, claims: [...order.claims] },
  }
}
