import { chmodSync, chownSync, mkdirSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { programCalled } from '../program-called.ts'
import { descendants, isGone, Sockproof, sockproof, until } from '../testing/sockproof.ts'
import { specsFolder, type TemporaryFolder, temporaryFolder } from '../testing/specs-folder.ts'

const NOBODY = 65_534
const AS_NOBODY = [
  programCalled('setpriv') ?? 'setpriv',
  ...['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups'],
]

const CLAIMS = {
  'loop/back': {},
  'lan/one': { lab: "lan(['one', 'two'])" },
  'nat/one': { lab: "nat({ inside: ['client'], outside: ['server'] })" },
}

/** A folder in which an ordinary user may write, and claims that he may read. */
function forNobody(
  claims: Parameters<typeof specsFolder>[0],
): { specs: TemporaryFolder; home: TemporaryFolder } & Disposable {
  const [specs, home] = [specsFolder(claims), temporaryFolder()]
  chmodSync(specs.path, 0o755)
  chownSync(home.path, NOBODY, NOBODY)
  const remove = (): void => {
    specs[Symbol.dispose]()
    home[Symbol.dispose]()
  }
  return { specs, home, [Symbol.dispose]: remove }
}

test('An ordinary user tests the same as root, as root of a user namespace', async () => {
  using folders = forNobody(CLAIMS)
  const { specs, home } = folders
  const setting = { specs, cwd: home.path, env: { HOME: home.path }, through: AS_NOBODY }
  const ended = await sockproof(['verify', '--strict'], setting)
  expect(ended).toMatchObject({ code: 0, err: '' })
  const { header, results } = readEvidence(home.file('sockproof-report/evidence.jsonl'))
  expect(header.fingerprint.user).toBe('root of a user namespace')
  expect(results.map(({ verdict }) => verdict.outcome)).toEqual(['pass', 'pass', 'pass'])
})

test('Where user namespaces cannot be had, claims on one host share the loopback interface', async () => {
  using folders = forNobody(CLAIMS)
  const { specs, home } = folders
  mkdirSync(home.file('bin'))
  for (const name of ['ip', 'nft', 'python3']) symlinkSync(programCalled(name) ?? name, home.file(`bin/${name}`))
  const env = { HOME: home.path, PATH: home.file('bin') }
  const { code, out } = await sockproof(['verify'], { specs, cwd: home.path, env, through: AS_NOBODY })
  expect(code).toBe(0)
  expect(out).toContain('○ network namespaces')
  const { header, results } = readEvidence(home.file('sockproof-report/evidence.jsonl'))
  expect(header.fingerprint.user).toBe('unprivileged')
  const outcomes = Object.fromEntries(results.map(({ claim, verdict }) => [claim.id, verdict.outcome]))
  expect(outcomes).toEqual({ 'loop/back': 'pass', 'lan/one': 'unsupported', 'nat/one': 'unsupported' })
})

test('Signals reach the process that was started: no parent lingers', async () => {
  using folders = forNobody({ 'a/passes': {}, 'b/waits': { run: 'await new Promise(() => {})' } })
  const { specs, home } = folders
  const setting = { specs, cwd: home.path, env: { HOME: home.path }, through: AS_NOBODY }
  await using run = new Sockproof(['verify', '--jobs', '2'], setting)
  await run.printed('a/passes')
  const workers = descendants(run.pid)
  run.child.kill('SIGTERM')
  expect(await run.ended).toMatchObject({ code: 130, err: '' })
  await until(
    () => workers.every(isGone),
    () => 'Workers are left.',
  )
})
