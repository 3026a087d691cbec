import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'

/** What a whole `sockproof verify` takes. */
export interface VerifyMeasured {
  readonly seconds: number
  /** The most memory that one of its processes ever held (VmHWM), in MiB. */
  readonly peakMebibytes: number
  readonly exitCode: number | null
}

const LOOK_EVERY = 50

/** Runs `sockproof verify` as a user would, and watches the memory of each of its processes. */
export async function measureVerify(program: string): Promise<VerifyMeasured> {
  const out = mkdtempSync(join(tmpdir(), 'sockproof-bench-'))
  const start = performance.now()
  const child = spawn(process.execPath, [program, 'verify', '--out', out], { stdio: 'ignore' })
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
  rmSync(out, { recursive: true })
  return { seconds, peakMebibytes: peak / 1024, exitCode }
}

/** A process and all that descend from it. */
function family(root: number): readonly number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]))
  const members = [root]
  for (const member of members) for (const [pid, parent] of parents) if (parent === member) members.push(pid)
  return members
}

function processes(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(status(pid))?.[1] ?? -1)
}

/** Kibibytes (proc_pid_status(5), VmHWM). */
function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(status(pid))?.[1] ?? 0)
}

/** A process may end while it is looked at. */
function status(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
