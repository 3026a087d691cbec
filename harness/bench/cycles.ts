import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Host } from '../experiment/host.ts'
import { privateStack } from '../experiment/private-stack.ts'
import { SocketSerials } from '../experiment/socket-serials.ts'
import { Trace } from '../experiment/trace.ts'
import { traced } from '../experiment/traced-stack.ts'
import { WireView } from '../experiment/wire-view.ts'
import { runTool } from '../lab/command.ts'
import type { Machine } from '../lab/machine.ts'
import { buildNetnsLab } from '../lab/netns/build.ts'
import { loopback } from '../lab/plan.ts'
import { inet } from '../sockets/address.ts'
import { startClock } from '../sockets/libc/clock.ts'
import { libcStack } from '../sockets/libc/stack.ts'
import { median } from './median.ts'

const CYCLES = 8_000
const ROUNDS = 9

/** Rounds that are not counted, in which the compiler of this runtime learns what is hot. */
const WARM_UP = 2

/** Microseconds a cycle, the median of all rounds, and the medians of the ratios measured round by round. */
export interface CyclesMeasured {
  readonly ours: number
  readonly c: number
  /** Null where python3 is not installed. */
  readonly python: number | null
  readonly oursToC: number
  readonly oursToPython: number | null
}

/** Where the yardsticks' sources are, seen from the sources and from what was built from them. */
const source = (name: string): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? name : `../../../harness/bench/${name}`, import.meta.url))

/** Measures connect–accept–close cycles through our sockets API, with every call on the trace, in C and in Python. */
export async function measureCycles(hasPython: boolean): Promise<CyclesMeasured> {
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-bench-'))
  using lab = buildNetnsLab(loopback(['host']))
  const { host } = lab.machines
  try {
    const program = join(folder, 'cycles')
    runTool('cc', ['-O2', '-o', program, source('cycles.c')])
    const rounds = []
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      const port = 4_000 + 3 * round
      rounds.push({
        c: Number(host.within(() => runTool(program, [`${CYCLES}`, `${port}`]))),
        ours: await cyclesOfOurs(host, port + 1),
        python: hasPython
          ? Number(host.within(() => runTool('python3', [source('cycles.py'), `${CYCLES}`, `${port + 2}`])))
          : Number.NaN,
      })
    }
    rounds.splice(0, WARM_UP)
    const python = (value: number): number | null => (hasPython ? value : null)
    return {
      ours: median(rounds.map(({ ours }) => ours)),
      c: median(rounds.map(({ c }) => c)),
      python: python(median(rounds.map((one) => one.python))),
      oursToC: median(rounds.map(({ ours, c }) => ours / c)),
      oursToPython: python(median(rounds.map((one) => one.ours / one.python))),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Microseconds a cycle through the API that claims are written with. */
async function cyclesOfOurs(machine: Machine, port: number): Promise<number> {
  const trace = new Trace(startClock(), () => {})
  const real = privateStack(libcStack(), machine)
  const serials = new SocketSerials().ofProcess()
  const stack = traced(real, real, 'host', trace, serials)
  const wire = new WireView(() => [])
  const forger = { send: () => {} }
  const host = new Host({ name: 'host', machine, stack, real, trace, serials, wire, forger })
  const server = inet('127.0.0.1', port)
  const listener = await host.tcp({ nonblocking: true, set: { SO_REUSEADDR: true } })
  await listener.bind(server)
  await listener.listen(128)
  const start = performance.now()
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const client = await host.tcp({ nonblocking: true, set: { SO_LINGER: { onoff: true, linger: 0 } } })
    await client.tryConnect(server)
    const accepted = await listener.accept()
    await client.close()
    await accepted.close()
  }
  const microseconds = ((performance.now() - start) * 1000) / CYCLES
  await listener.close()
  return microseconds
}
