import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isPartial, readEvidence } from '../../evidence/read.ts'
import { descendants, isGone, Sockproof, until } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

const CLAIMS = {
  'a/passes': {},
  'b/waits': { lab: "lan(['one', 'two'])", run: 'await new Promise(() => {})' },
  'c/loops': { lab: "lan(['one', 'two'])", run: 'for (;;);' },
  'd/waits': { lab: "loopback(['host'])", run: 'await new Promise(() => {})' },
}

/** The network namespaces that processes are in or hold a descriptor of. */
function namespacesOf(pids: readonly (number | string)[]): ReadonlySet<string> {
  const links = pids.flatMap((pid) => [`/proc/${pid}/ns/net`, ...descriptorsOf(pid)]).map(target)
  return new Set(links.filter((link) => link.startsWith('net:')))
}

function everyNamespace(): ReadonlySet<string> {
  return namespacesOf(readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
}

function descriptorsOf(pid: number | string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`)
  } catch {
    return []
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}

/** A run one of whose claims has passed and whose labs stand, with all its processes and namespaces. */
interface Standing {
  readonly run: Sockproof
  readonly workers: readonly number[]
  readonly labs: ReadonlySet<string>
}

async function startRun(specs: { path: string }, out: string): Promise<Standing> {
  const run = new Sockproof(['verify', '--jobs', '4', '--out', out], { specs })
  await run.printed('a/passes')
  const own = namespacesOf([process.pid])
  const labs = (): string[] => [...namespacesOf(descendants(run.pid))].filter((namespace) => !own.has(namespace))
  // Two of the claims have two hosts and one has one.
  await until(
    () => labs().length >= 5,
    () => 'The labs do not stand.',
  )
  return { run, workers: descendants(run.pid), labs: new Set(labs()) }
}

async function nothingIsLeft({ workers, labs }: Standing): Promise<void> {
  const left = (): readonly number[] => workers.filter((pid) => !isGone(pid))
  await until(
    () => left().length === 0,
    () => `Workers are left: ${left()}`,
  )
  await until(
    () => [...everyNamespace()].every((namespace) => !labs.has(namespace)),
    () => 'Network namespaces are left.',
  )
}

const WAYS: readonly [what: string, interrupt: (run: Sockproof) => void][] = [
  ['Ctrl-C in its terminal', (run) => run.pressCtrlC()],
  ['SIGINT', (run) => run.child.kill('SIGINT')],
  ['SIGTERM', (run) => run.child.kill('SIGTERM')],
  ['SIGHUP', (run) => run.child.kill('SIGHUP')],
]

describe.each(WAYS)('verify, when it gets %s', (_what, interrupt) => {
  test('ends with 130, keeps what was found, writes a partial report and leaves nothing behind', async () => {
    using specs = specsFolder(CLAIMS)
    using out = temporaryFolder()
    const standing = await startRun(specs, out.path)
    await using run = standing.run
    interrupt(run)
    const ended = await run.ended
    expect(ended).toMatchObject({ code: 130, signal: null, err: '' })
    expect(ended.out).toContain('Interrupted: 3 of 4 results are missing.')
    const evidence = readEvidence(out.file('evidence.jsonl'))
    expect(evidence.results.map(({ claim }) => claim.id)).toEqual(['a/passes'])
    expect(evidence.footer).toMatchObject({ interrupted: true, results: 1 })
    expect(readFileSync(out.file('index.html'), 'utf8')).toMatch(/partial/i)
    await nothingIsLeft(standing)
  })
})

test('A second Ctrl-C ends at once', async () => {
  using specs = specsFolder(CLAIMS)
  using out = temporaryFolder()
  const standing = await startRun(specs, out.path)
  await using run = standing.run
  run.pressCtrlC()
  run.pressCtrlC()
  expect(await run.ended).toMatchObject({ code: 130 })
  await nothingIsLeft(standing)
})

test('After SIGKILL no worker and no namespace is left, and the evidence can be read', async () => {
  using specs = specsFolder(CLAIMS)
  using out = temporaryFolder()
  const standing = await startRun(specs, out.path)
  expect(standing.workers.length).toBeGreaterThanOrEqual(3)
  await using run = standing.run
  run.child.kill('SIGKILL')
  await run.ended
  await nothingIsLeft(standing)
  const evidence = readEvidence(out.file('evidence.jsonl'))
  expect(evidence.footer).toBe(null)
  expect(isPartial(evidence)).toBe(true)
  expect(evidence.results).toHaveLength(1)
})

test('After Ctrl-C no temporary folder is left, neither the run’s nor that of a program with names of its own', async () => {
  const names = "{ hostname: 'notebook', hosts: {}, nameServer: null }"
  const program = `hosts.one.start('sleep', ['1000'], ${names}); await new Promise(() => {})`
  using specs = specsFolder({ 'a/names': { lab: "lan(['one', 'two'])", run: program } })
  using out = temporaryFolder()
  using temporary = temporaryFolder()
  await using run = new Sockproof(['verify', '--out', out.path], { specs, env: { TMPDIR: temporary.path } })
  const made = (): string[] => readdirSync(temporary.path, { recursive: true, encoding: 'utf8' })
  await until(
    () => made().some((name) => name.includes('sockproof-etc-')),
    () => `No folder of names was made: ${made()}`,
  )
  run.pressCtrlC()
  expect(await run.ended).toMatchObject({ code: 130 })
  expect(made()).toEqual([])
})
