import { setTimeout as after } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { prepare } from '../../lab/docker/build.ts'
import type { Engine } from '../../lab/docker/engine.ts'
import { OWNER_LABEL } from '../../lab/docker/owner.ts'
import { sweep } from '../../lab/docker/sweep.ts'
import { descendants, Sockproof, sockproof } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

/** Another run may have the bridge for a while. */
const PATIENCE = 300_000

let engine: Engine

beforeAll(async () => {
  ;({ engine } = await prepare())
}, PATIENCE)

/** The networks that are there of these processes. */
async function networksOf(pids: ReadonlySet<string>): Promise<readonly string[]> {
  const all = await engine.listNetworks({ filters: { label: [OWNER_LABEL] } })
  return all.filter(({ Labels }) => pids.has(Labels?.[OWNER_LABEL]?.split('/')[2] ?? '')).map(({ Name }) => Name)
}

test(
  'verify --lab docker-bridge says what cannot be had there, and why',
  async () => {
    using specs = specsFolder({
      'a/behind': {
        lab: "nat({ inside: ['alice'], outside: ['server'] })",
        run: 'const port = tools.port(); await hosts.server.listener(port); await hosts.alice.connect(hosts.server.at(port)); return 1',
      },
      'b/alone': { lab: "loopback(['alice'])" },
      'c/rules': {
        lab: "nat({ inside: ['alice'], outside: ['server'] })",
        run: "hosts.router.setSysctl('ipv4.icmp_ratelimit', '0'); return 1",
      },
    })
    using out = temporaryFolder()
    const ended = await sockproof(['verify', '--lab', 'docker-bridge', '--out', out.path], { specs })
    expect(ended).toMatchObject({ code: 0, err: '' })
    const { header, results } = readEvidence(out.file('evidence.jsonl'))
    expect([header?.stack, header?.lab]).toEqual(['docker-bridge', 'docker-bridge'])
    const told = results.map(({ claim, verdict }) => [claim.id, verdict.outcome, verdict.reason?.split(':')[0]])
    expect(told.sort()).toEqual([
      ['a/behind', 'pass', undefined],
      ['b/alone', 'unsupported', 'No network of Docker’s here'],
      ['c/rules', 'unsupported', 'No router of the lab’s own here'],
    ])
  },
  PATIENCE,
)

test.each([
  { how: 'Ctrl-C in its terminal', end: (run: Sockproof) => run.pressCtrlC(), isSwept: false },
  {
    how: 'SIGKILL, and all its processes too',
    end: (run: Sockproof) => process.kill(-run.pid, 'SIGKILL'),
    isSwept: true,
  },
])(
  'No network is left of a run that gets $how',
  async ({ end, isSwept }) => {
    using specs = specsFolder({ 'a/waits': { lab: "lan(['one', 'two'])", run: 'await new Promise(() => {})' } })
    using out = temporaryFolder()
    await using run = new Sockproof(['verify', '--lab', 'docker-bridge', '--out', out.path], { specs })
    let pids = new Set<string>()
    for (const start = performance.now(); (await networksOf(pids)).length === 0; await after(50)) {
      if (performance.now() - start > PATIENCE) throw new Error('There was never a network of the run.')
      pids = new Set(descendants(run.pid).map(String))
    }
    end(run)
    await run.ended
    const networks = async (): Promise<readonly string[]> => {
      // Whoever starts next clears away what nobody was left to remove.
      if (isSwept) await sweep(engine)
      return networksOf(pids)
    }
    await expect.poll(networks, { timeout: 30_000 }).toEqual([])
  },
  PATIENCE,
)
