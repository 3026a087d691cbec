import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { TestSpecification } from 'vitest/node'
import { EVIDENCE_VERSION, type HeaderRecord } from '../evidence/schema.ts'
import { type Stock, takeStock } from '../evidence/stock.ts'
import { EvidenceWriter } from '../evidence/write.ts'
import { claimId } from './claim-id.ts'
import type { ClaimContext } from './context.ts'
import { SPECS } from './projects.ts'
import type { Recording } from './recording.ts'
import { EvidenceReporter } from './reporter.ts'
import { Spool } from './spool.ts'

/** How claims are run when `vitest` itself is called; each can be set in the environment, for example `SOCKPROOF_SEED=7`. */
export interface Settings {
  readonly seed: number
  readonly runs: number | null
  /** Seconds. */
  readonly deadline: number
  /** Where evidence goes. */
  readonly out: string
}

/** The settings in an environment, and defaults for those that are not there. */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): Settings {
  const number = (name: string): number | null => {
    const text = environment[name]
    if (text === undefined || text === '') return null
    if (!/^\d+$/.test(text)) throw new Error(`${name} is «${text}» in the environment. Give a whole number.`)
    return Number(text)
  }
  return {
    seed: number('SOCKPROOF_SEED') ?? Math.floor(Math.random() * 0x7fff_ffff),
    runs: number('SOCKPROOF_RUNS'),
    deadline: number('SOCKPROOF_DEADLINE') ?? 60,
    out: environment.SOCKPROOF_OUT ?? 'sockproof-report',
  }
}

/** The reporter for when `vitest` itself is called: filters, shards, watch and names are Vitest's own. */
export function directReporter(settings: Settings, specs = SPECS): EvidenceReporter {
  let stock: Stock | undefined
  return new EvidenceReporter(specs, async (all) => {
    stock ??= takeStock()
    const claims = (await shardOf(all)).map(({ moduleId }) => claimId(specs, moduleId)).sort()
    const spool = Spool.create()
    const writer = new EvidenceWriter(join(settings.out, 'evidence.jsonl'), header(claims, settings, stock))
    return recording(contextOf(settings, stock, specs, spool), writer, spool)
  })
}

function recording(context: ClaimContext, writer: EvidenceWriter, spool: Spool): Recording {
  return {
    context,
    writer,
    spool,
    expectation: () => null,
    listener: {
      onBegin: () => {},
      onResult: () => {},
      onEnd: () => {},
      onOutput: () => {},
      onBroken: (error) => {
        throw error
      },
    },
    finish: (interrupted) => {
      writer.end(interrupted)
      spool.remove()
    },
  }
}

/** With --shard Vitest runs a part of what it announces. */
async function shardOf(all: readonly TestSpecification[]): Promise<readonly TestSpecification[]> {
  const vitest = all[0]?.project.vitest
  if (vitest?.config.shard === undefined) return all
  const sequencer = new vitest.config.sequence.sequencer(vitest)
  return sequencer.shard([...all])
}

function contextOf({ seed, runs, deadline }: Settings, stock: Stock, specs: string, spool: Spool): ClaimContext {
  const { capabilities } = stock
  return {
    mode: 'verify',
    stack: 'linux',
    choice: { kind: 'libc' },
    backend: 'namespaces',
    seed,
    runs,
    repeats: 1,
    patience: 10_000,
    deadline: deadline * 1000,
    capabilities,
    specs,
    spool: spool.folder,
    done: [],
  }
}

function header(claims: readonly string[], { seed }: Settings, { fingerprint }: Stock): HeaderRecord {
  return {
    kind: 'header',
    format: 'sockproof-evidence',
    version: EVIDENCE_VERSION,
    run: randomUUID(),
    startedAt: new Date().toISOString(),
    command: ['vitest', ...process.argv.slice(2)].join(' '),
    seed,
    stack: 'linux',
    agent: null,
    lab: 'namespaces',
    mode: 'verify',
    fingerprint,
    plan: { results: claims.length, claims: [...claims] },
  }
}
