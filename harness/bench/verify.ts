import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { readEvidence } from '../evidence/read.ts'
import { family, networkNamespaces, peakOf, processesWith } from './processes.ts'

/** What a whole `sockproof verify` takes. */
export interface VerifyMeasured {
  readonly seconds: number
  readonly claims: number
  /** The most memory that one of its processes ever held (VmHWM), in MiB. */
  readonly peakMebibytes: number
  /** The claims that took longest, the slowest first. */
  readonly slowest: readonly { readonly id: string; readonly seconds: number; readonly waitsFor: string | null }[]
  /** Processes and network namespaces that were there after it and not before. */
  readonly left: { readonly processes: number; readonly namespaces: number }
  readonly exitCode: number | null
}

const LOOK_EVERY = 100
const SLOWEST = 10

/** Runs `sockproof verify` as a user would, and watches the memory of each of its processes. */
export async function measureVerify(program: string): Promise<VerifyMeasured> {
  const out = mkdtempSync(join(tmpdir(), 'sockproof-bench-'))
  // Whatever it starts inherits this, so that it is known again.
  const mark = `SOCKPROOF_BENCH=${randomUUID()}`
  const [name = '', value = ''] = mark.split('=')
  const before = networkNamespaces()
  const start = performance.now()
  const child = spawn(process.execPath, [program, 'verify', '--out', out], {
    stdio: 'ignore',
    env: { ...process.env, [name]: value },
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let peak = 0
  const watching = new AbortController()
  const watch = (async () => {
    while (!watching.signal.aborted) {
      for (const pid of family(child.pid ?? -1)) peak = Math.max(peak, peakOf(pid))
      await after(LOOK_EVERY)
    }
  })()
  const exitCode = await ended
  const seconds = (performance.now() - start) / 1000
  watching.abort()
  await watch
  const namespaces = [...networkNamespaces()].filter((namespace) => !before.has(namespace)).length
  const left = { processes: processesWith(mark).length, namespaces }
  const { results } = readEvidence(join(out, 'evidence.jsonl'))
  rmSync(out, { recursive: true })
  const slowest = results
    .toSorted((one, other) => other.milliseconds - one.milliseconds)
    .slice(0, SLOWEST)
    .map(({ claim: { id, waitsFor }, milliseconds }) => ({ id, seconds: milliseconds / 1000, waitsFor }))
  return { seconds, claims: results.length, peakMebibytes: peak / 1024, slowest, left, exitCode }
}
