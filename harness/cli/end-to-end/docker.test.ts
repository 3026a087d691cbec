import { createServer, connect as dial, type Server, type Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { prepare } from '../../lab/docker/build.ts'
import type { Engine } from '../../lab/docker/engine.ts'
import { OWNER_LABEL } from '../../lab/docker/owner.ts'
import { descendants, Sockproof, sockproof } from '../testing/sockproof.ts'
import { type MadeClaim, specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

const WAITS = { lab: "lan(['one', 'two'])", run: 'await new Promise(() => {})' }

/** A claim that says by a file that its lab stands, and waits. */
const says = (file: string): MadeClaim => ({
  ...WAITS,
  load: "import { writeFileSync } from 'node:fs'",
  run: `writeFileSync(${JSON.stringify(file)}, ''); await new Promise(() => {})`,
})

const CONNECTS = {
  lab: "lan(['client', 'server'])",
  run: 'const { server } = hosts; await server.listener(3490); await hosts.client.connect({ family: "AF_INET", address: server.ip, port: 3490 }); return 1',
}

const PATIENCE = 50_000

let engine: Engine

beforeAll(async () => {
  ;({ engine } = await prepare())
}, PATIENCE)

/** The names of the containers of a run that are up; all that there are go into `seen`. */
async function containersOf(run: Sockproof): Promise<readonly string[]> {
  const pids = new Set(descendants(run.pid).map(String))
  const all = await engine.listContainers({ all: true, filters: { label: [OWNER_LABEL] } })
  const ours = all.filter(({ Labels }) => pids.has(Labels[OWNER_LABEL]?.split('/')[2] ?? ''))
  for (const name of ours.flatMap(namesOf)) seen.add(name)
  return ours.filter(({ State }) => State === 'running').flatMap(namesOf)
}

function namesOf({ Names }: { Names: string[] }): readonly string[] {
  return Names.map((name) => name.slice(1))
}

const seen = new Set<string>()

/** Waits until so many containers of a run are up. */
async function standing(run: Sockproof, many: number): Promise<readonly string[]> {
  for (const start = performance.now(); performance.now() - start < PATIENCE; await after(50)) {
    const names = await containersOf(run)
    if (names.length >= many) return names
  }
  throw new Error(`There were never ${many} containers of the run.`)
}

/** The containers seen in this test that are still there, once there are none or after a long time. */
async function left(): Promise<readonly string[]> {
  for (const start = performance.now(); ; await after(50)) {
    const all = await engine.listContainers({ all: true })
    const names = all.flatMap(namesOf).filter((name) => seen.has(name))
    if (names.length === 0 || performance.now() - start > PATIENCE) return names
  }
}

afterEach(async () => {
  expect(await left(), 'containers that are left').toEqual([])
  seen.clear()
}, PATIENCE + 10_000)

test('verify --lab docker makes the calls in containers', async () => {
  using specs = specsFolder({
    'a/connects': CONNECTS,
    'b/fails': { ...CONNECTS, judge: 'return [equal(seen, 2, "one")]' },
  })
  using out = temporaryFolder()
  const ended = await sockproof(['verify', '--lab', 'docker', '--out', out.path], { specs })
  expect(ended).toMatchObject({ code: 1, err: '' })
  const { header, results } = readEvidence(out.file('evidence.jsonl'))
  expect(header?.stack).toBe('docker')
  expect(results.map(({ claim, verdict, lab }) => [claim.id, verdict.outcome, lab?.backend]).sort()).toEqual([
    ['a/connects', 'pass', 'Docker containers'],
    ['b/fails', 'fail', 'Docker containers'],
  ])
})

const WAYS: readonly [what: string, end: (run: Sockproof) => void][] = [
  ['Ctrl-C in its terminal', (run) => run.pressCtrlC()],
  ['SIGTERM', (run) => run.child.kill('SIGTERM')],
  ['SIGKILL, and all its processes too', (run) => process.kill(-run.pid, 'SIGKILL')],
]

test.each(WAYS)('No container is left of a run that gets %s', async (_what, end) => {
  using specs = specsFolder({ 'a/waits': WAITS, 'b/waits': WAITS })
  using out = temporaryFolder()
  await using run = new Sockproof(['verify', '--lab', 'docker', '--jobs', '2', '--out', out.path], { specs })
  expect(await standing(run, 4)).toHaveLength(4)
  end(run)
  await run.ended
  expect(await left()).toEqual([])
})

test('A claim whose container is killed is unresolved and names it, and the others have their verdicts', async () => {
  using out = temporaryFolder()
  using specs = specsFolder({ 'a/connects': CONNECTS, 'b/waits': says(out.file('stands')), 'c/connects': CONNECTS })
  await using run = new Sockproof(['verify', '--lab', 'docker', '--jobs', '1', '--out', out.path], { specs })
  await run.wrote(out.file('stands'))
  const names = await standing(run, 2)
  const victim = names.find((name) => name.endsWith('-two')) ?? ''
  await engine.getContainer(victim).kill()
  const { code } = await run.ended
  const { results } = readEvidence(out.file('evidence.jsonl'))
  expect([code, results.map(({ claim, verdict }) => `${claim.id} ${verdict.outcome}`).sort()]).toEqual([
    1,
    ['a/connects pass', 'b/waits unresolved', 'c/connects pass'],
  ])
  const reason = results.find(({ claim }) => claim.id === 'b/waits')?.verdict.reason
  expect(reason).toBe(`The agent «in the container of two» ended (the container ${victim} ended with status 137).`)
})

describe('an engine', () => {
  test('that goes away makes what it was running unresolved, and says so', async () => {
    using out = temporaryFolder()
    using specs = specsFolder({ 'a/waits': says(out.file('stands')) })
    await using relay = await Relay.listen(out.file('engine.sock'))
    const env = { DOCKER_HOST: `unix://${relay.path}` }
    await using run = new Sockproof(['verify', '--lab', 'docker', '--out', out.path], { specs, env })
    await run.wrote(out.file('stands'))
    expect(await standing(run, 2)).toHaveLength(2)
    await relay[Symbol.asyncDispose]()
    const { code } = await run.ended
    const [result] = readEvidence(out.file('evidence.jsonl')).results
    expect([code, result?.verdict.outcome]).toEqual([1, 'unresolved'])
    expect(result?.verdict.reason).toMatch(/the Docker engine went away while the container sockproof-\S+ ran/)
  })

  test.each([
    {
      where: 'at the usual sockets',
      through: ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs tmpfs /run && exec "$@"', 'sh'],
      env: {},
      reason: /^No containers here: no Docker engine answers: .*apt-get install docker\.io/,
    },
    {
      where: 'where DOCKER_HOST says, although there is another one,',
      through: [],
      env: { DOCKER_HOST: 'unix:///no/such.sock' },
      reason: /^No containers here: no Docker engine answers at unix:\/\/\/no\/such\.sock, which DOCKER_HOST names/,
    },
  ])('that is not there $where makes every claim unsupported, with what mends it', async ({ through, env, reason }) => {
    using specs = specsFolder({ 'a/connects': CONNECTS, 'b/alone': {} })
    using out = temporaryFolder()
    const ended = await sockproof(['verify', '--lab', 'docker', '--out', out.path], { specs, through, env })
    expect(ended.code).toBe(0)
    const { results } = readEvidence(out.file('evidence.jsonl'))
    expect(results).toHaveLength(2)
    for (const { verdict } of results) {
      expect(verdict.outcome).toBe('unsupported')
      expect(verdict.reason).toMatch(reason)
    }
  })
})

/** Stands between sockproof and the engine, so that for sockproof the engine can go away. */
class Relay implements AsyncDisposable {
  readonly path: string
  readonly #server: Server
  readonly #open = new Set<Socket>()

  private constructor(path: string) {
    this.path = path
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      const far = dial({ path: '/var/run/docker.sock', allowHalfOpen: true })
      for (const socket of [near, far]) {
        this.#open.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => this.#open.delete(socket))
      }
      near.pipe(far).pipe(near)
    })
  }

  static async listen(path: string): Promise<Relay> {
    const relay = new Relay(path)
    await new Promise<void>((listening) => relay.#server.listen(path, listening))
    return relay
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done))
    for (const socket of this.#open) socket.destroy()
    await closed
  }
}
