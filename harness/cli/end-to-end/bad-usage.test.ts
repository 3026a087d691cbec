import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { Sockproof, sockproof } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

test.each([
  [['verfy'], "unknown command 'verfy'", 'Did you mean verify?'],
  [['verify', '--jobs', 'many'], '--jobs', 'Give a whole number from 1 to 1024.'],
  [['verify', '--jobs', '0'], '--jobs', 'Give a whole number from 1 to 1024.'],
  [['verify', '--seed', '-1'], '--seed', 'Give a whole number from 0 to 2147483647.'],
  [['verify', '--deadline', '1.5'], '--deadline', 'Give a whole number'],
  [['verify', '--name', '../etc'], '--name', 'Give a name of letters, digits, dots and dashes.'],
  [['verify', '--format', 'pdf'], '«pdf»', 'html, junit, github, none'],
  [['verify', '--colour'], "unknown option '--colour'", 'sockproof verify --help'],
  [[], 'Usage: sockproof', 'verify'],
])('%j ends with 2 and says what to do', async (args, ...said) => {
  const { code, out, err } = await sockproof(args)
  for (const text of said) expect(err).toContain(text)
  expect({ code, out }).toEqual({ code: 2, out: '' })
})

test('A filter that names nothing is answered with the nearest names, and nothing is written', async () => {
  using specs = specsFolder({ 'listen/backlog-bound': {}, 'accept/fifo': {} })
  using folder = temporaryFolder()
  const { code, err } = await sockproof(['verify', 'listen/baklog', '--out', 'out'], { specs, cwd: folder.path })
  expect(code).toBe(2)
  expect(err).toContain('No claim or chapter is called «listen/baklog». Nearest: listen/backlog-bound')
  expect(readdirSync(folder.path)).toEqual([])
})

test('An output folder that cannot be written is refused before anything runs', async () => {
  using specs = specsFolder({ 'a/claim': { run: 'process.exit(9)' } })
  using folder = temporaryFolder()
  writeFileSync(folder.file('taken'), 'precious')
  const { code, out, err } = await sockproof(['verify', '--out', folder.file('taken/report')], { specs })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(`Cannot write into ${folder.file('taken/report')}: ENOTDIR`)
  expect(err).toContain('--out')
})

test('A folder that another run writes into is refused, and that run is not disturbed', async () => {
  using specs = specsFolder({ 'a/waits': { run: 'await new Promise(() => {})' } })
  using folder = temporaryFolder()
  await using first = new Sockproof(['verify', '--deadline', '3', '--out', folder.path], { specs })
  mkdirSync(folder.path, { recursive: true })
  await first.wrote(folder.file('evidence.jsonl'))
  const { code, err } = await sockproof(['verify', '--out', folder.path], { specs })
  expect(code).toBe(2)
  expect(err).toContain('Another sockproof is writing into')
  expect(await first.ended).toMatchObject({ code: 1, err: '' })
})

test('A folder of claims that is not there is named', async () => {
  const { code, err } = await sockproof(['verify'], { specs: { path: '/nowhere/specs' } })
  expect(code).toBe(2)
  expect(err).toContain('There are no claims at /nowhere/specs')
})

test('When the disk is full the run stops and says so', async () => {
  using specs = specsFolder({
    'a/large': { run: "for (let i = 0; i < 900; i += 1) tools.say('x'.repeat(100)); return 1" },
    'b/small': {},
  })
  using folder = temporaryFolder()
  const onSmallDisk = [
    'unshare',
    '--mount',
    'sh',
    '-c',
    `mount -t tmpfs -o size=40k none ${folder.path} && exec "$@"`,
    'sh',
  ]
  const args = ['verify', '--jobs', '1', '--out', folder.path]
  const { code, err } = await sockproof(args, { specs, through: onSmallDisk })
  expect(code).toBe(2)
  expect(err).toContain(`Cannot write ${folder.file('evidence.jsonl')} any further: ENOSPC`)
})

test('What a spec prints is shown, and an error that goes past its experiment makes it unresolved', async () => {
  const stray =
    "console.log('hello from the spec'); Promise.reject(new Error('astray')); await new Promise(setImmediate); return 1"
  using specs = specsFolder({ 'a/stray': { run: stray } })
  using folder = temporaryFolder()
  const { code, out } = await sockproof(['verify', '--deadline', '2', '--out', folder.path], { specs })
  expect(out).toContain('hello from the spec')
  expect(out).toContain('An error went past the experiment while it ran (a promise that nobody awaited?): astray')
  expect(code).toBe(1)
})

test('When nobody reads what it prints any more, the run goes on and its evidence is kept', async () => {
  using folder = temporaryFolder()
  const load = "import { existsSync } from 'node:fs'"
  const run = `await tools.until('the sign to go on', () => existsSync('${folder.file('go')}'), Boolean); return 1`
  using specs = specsFolder({ 'a/first': {}, 'b/second': { load, run } })
  await using running = new Sockproof(['verify', '--jobs', '2', '--out', folder.path], { specs })
  await running.printed('a/first')
  running.child.stdout?.destroy()
  running.child.stderr?.destroy()
  writeFileSync(folder.file('go'), '')
  const { code } = await running.ended
  const { results, footer } = readEvidence(folder.file('evidence.jsonl'))
  expect(results.map(({ verdict }) => verdict.reason)).toEqual([null, null])
  expect(code).toBe(0)
  expect(footer?.interrupted).toBe(false)
})

test('A temporary folder that cannot be made is named, and nothing is written', async () => {
  using specs = specsFolder({ 'a/claim': {} })
  using folder = temporaryFolder()
  const setting = { specs, env: { TMPDIR: '/proc/nowhere' } }
  const { code, err } = await sockproof(['verify', '--out', folder.path], setting)
  expect(code).toBe(2)
  expect(err).toMatch(/^Cannot make a temporary folder: ENOENT.*\/proc\/nowhere\/.*TMPDIR\.$/m)
  expect(readdirSync(folder.path)).toEqual([])
})
