import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { errorText } from '../errors.ts'
import type { Evidence } from '../evidence/read.ts'
import type { ResultRecord } from '../evidence/schema.ts'
import type { StackChoice } from '../experiment/stacks.ts'
import { hasContainers, type LabBackend } from '../lab/build.ts'
import { loadExpectations } from './catalogue/expectations.ts'
import { UsageError } from './exit-code.ts'
import { githubAnnotations } from './formats/github.ts'
import { writeHtml } from './formats/html.ts'
import { junit } from './formats/junit.ts'
import { onInterrupt } from './interrupt.ts'
import { type OutFolder, openOutFolder } from './out-folder.ts'
import { clearContainers, prepare } from './prepare.ts'
import type { Lines } from './progress/progress.ts'
import { showProgress } from './progress/show.ts'
import { type Order, type RunEnd, runClaims } from './run-claims.ts'
import type { RunOptions } from './run-options.ts'
import { DEADLINE, DEADLINE_ELSEWHERE, jobsFor, someSeed } from './settings.ts'
import { chooseStack } from './stacks/choose.ts'
import { summary } from './summary/summary.ts'
import { tally } from './summary/tally.ts'

/** A run as a command asks for it. */
export interface Undertaking
  extends Pick<Order, 'mode' | 'command' | 'specs' | 'claims' | 'planned' | 'repeats' | 'patience'> {
  /** The name of its evidence file in the folder that the user chose. */
  readonly file: string
  readonly lines: Lines
  /** The run that the report is about; null if there is none yet. */
  readonly reported: (end: Evidence, folder: OutFolder) => Evidence | null
  /** What stands at the head of the summary. */
  readonly table: (results: readonly ResultRecord[]) => string | null
  /** How many results there are of each kind; by default their number by verdict. */
  readonly count?: (results: readonly ResultRecord[]) => string
  /** Lines that stand last in the summary. */
  readonly notes?: () => readonly string[]
  readonly options: RunOptions
}

/** Runs claims from beginning to end as the user sees it: progress while they run, then reports and a summary. */
export async function conduct(undertaking: Undertaking): Promise<RunEnd> {
  const { file, lines, reported, table, count = tally, notes = () => [], options, ...order } = undertaking
  using folder = openOutFolder(resolve(options.out))
  using interrupt = onInterrupt()
  const end = await run(order, options, { evidence: folder.file(file), lines, signal: interrupt.signal })
  const { evidence } = end
  const reports = await report(evidence, reported(evidence, folder), options, folder)
  const { results } = evidence
  const last = [...reports.lines, ...notes()]
  console.log(summary(end, { table: table(results), count: count(results), reports: last }))
  if (reports.error !== null) throw reports.error
  return end
}

type Asked = Omit<Undertaking, 'file' | 'lines' | 'reported' | 'table' | 'count' | 'notes' | 'options'>

async function run(
  order: Asked,
  options: RunOptions,
  { evidence, lines, signal }: { evidence: string; lines: Lines; signal: AbortSignal },
): Promise<RunEnd> {
  const { specs, claims } = order
  const { name: stack, choice, backend } = await chooseStack(options)
  const expectations = order.mode === 'mutants' ? null : loadExpectations(specs, stack, options.expectations)
  const { capabilities, fingerprint } = await prepare({ specs, claims, mayInstall: options.install, backend, signal })
  const progress = showProgress(process.stdout, order.planned, lines)
  try {
    return await runClaims({
      ...order,
      command: `sockproof ${order.command}`,
      stack,
      choice,
      backend,
      expectations,
      seed: options.seed ?? someSeed(),
      runs: options.runs ?? null,
      deadline: options.deadline === undefined ? deadlineFor(choice, backend) : options.deadline * 1000,
      capabilities,
      evidence,
      fingerprint,
      jobs: options.jobs ?? (backend === 'docker-bridge' ? 1 : jobsFor(order.planned)),
      listener: progress,
      signal,
    })
  } finally {
    progress.close()
    if (hasContainers(backend)) await clearContainers()
  }
}

function deadlineFor({ kind }: StackChoice, backend: LabBackend): number {
  return kind === 'libc' && backend === 'namespaces' ? DEADLINE : DEADLINE_ELSEWHERE
}

/** Writes the reports that were asked for, and gives the lines that tell where they are. */
async function report(
  evidence: Evidence,
  reported: Evidence | null,
  { format }: RunOptions,
  folder: OutFolder,
): Promise<{ lines: readonly string[]; error: UsageError | null }> {
  const lines: string[] = []
  try {
    if (format.includes('html') && reported !== null) {
      const { index, notes } = await writeHtml(reported, folder.path)
      lines.push(`Report    ${index}`, ...notes)
    }
    if (format.includes('junit')) {
      writeFileSync(folder.file('junit.xml'), junit(evidence))
      lines.push(`JUnit     ${folder.file('junit.xml')}`)
    }
  } catch (error) {
    return { lines, error: cannotReport(evidence.file, error) }
  }
  if (format.includes('github')) for (const line of githubAnnotations(evidence.results)) console.log(line)
  return { lines, error: null }
}

function cannotReport(evidence: string, error: unknown): UsageError {
  return new UsageError(
    `The report could not be written: ${errorText(error)}. The evidence is kept; sockproof report ${evidence} --out <folder> ` +
      'makes the report of it.',
  )
}
