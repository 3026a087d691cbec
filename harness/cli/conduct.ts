import { resolve } from 'node:path'
import { takeStock } from '../evidence/stock.ts'
import { SPECS } from '../vitest/projects.ts'
import { onInterrupt } from './interrupt.ts'
import { openOutFolder } from './out-folder.ts'
import { showProgress } from './progress/show.ts'
import { type Order, type RunEnd, runClaims } from './run-claims.ts'
import type { RunOptions } from './run-options.ts'
import { LIBC_STACK, someSeed } from './settings.ts'
import { summary } from './summary/summary.ts'

/** A run as a command asks for it. */
export interface Undertaking extends Pick<Order, 'mode' | 'command' | 'claims' | 'planned' | 'repeats' | 'patience'> {
  /** The name of its evidence file in the folder that the user chose. */
  readonly file: string
  readonly options: RunOptions
}

/** Runs claims from beginning to end as the user sees it: progress while they run, then a summary. */
export async function conduct({ file, options, ...order }: Undertaking): Promise<RunEnd> {
  using folder = openOutFolder(resolve(options.out))
  const { capabilities, fingerprint } = takeStock()
  using interrupt = onInterrupt()
  const seed = options.seed ?? someSeed()
  const evidence = folder.file(file)
  const progress = showProgress(process.stdout, order.planned)
  const end = await runClaims({
    ...order,
    command: `sockproof ${order.command}`,
    stack: LIBC_STACK,
    seed,
    runs: options.runs ?? null,
    deadline: options.deadline * 1000,
    capabilities,
    specs: SPECS,
    evidence,
    fingerprint,
    jobs: options.jobs,
    reporters: [],
    listener: progress,
    signal: interrupt.signal,
  })
  progress.close()
  console.log(summary({ ...end, planned: order.planned, seed, evidence }))
  return end
}
