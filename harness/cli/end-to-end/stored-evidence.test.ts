import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sockproof } from '../testing/sockproof.ts'
import {
  claimSource,
  type MadeClaim,
  specsFolder,
  type TemporaryFolder,
  temporaryFolder,
} from '../testing/specs-folder.ts'
import { stackFile } from '../testing/stack-file.ts'

const DEAF = `[mutant({ name: 'deaf', says: 'listen() fails', stack: () => ({ listen: () => ({ value: null, errno: 'EIO' }) }) })]`

/** Listens, and passes if that succeeds. */
const LISTENS: MadeClaim = {
  run: 'const socket = await hosts.host.tcp(); await socket.bind(hosts.host.at(tools.port())); return (await socket.tryListen(1)).errno',
  judge: "return [equal(seen, null, 'what listen() reports')]",
  mutants: DEAF,
}
const CLAIMS = { 'listen/listens': LISTENS, 'other/passes': {}, 'other/fails': { run: 'return 2' } }

let specs: TemporaryFolder
let taken: TemporaryFolder

beforeAll(async () => {
  specs = specsFolder(CLAIMS)
  taken = temporaryFolder()
  expect(await sockproof(['verify', '--format', 'none', '--out', taken.path], { specs })).toMatchObject({ code: 1 })
  const mutants = ['mutants', 'listen', '--format', 'none', '--out', taken.path]
  expect(await sockproof(mutants, { specs })).toMatchObject({ code: 0 })
})

afterAll(() => {
  specs[Symbol.dispose]()
  taken[Symbol.dispose]()
})

/** A copy of the evidence with a changed text. */
function changed(folder: TemporaryFolder, change: (text: string) => string): string {
  const file = folder.file('evidence.jsonl')
  writeFileSync(file, change(readFileSync(taken.file('evidence.jsonl'), 'utf8')))
  return file
}

describe('sockproof explain', () => {
  test('tells of a claim what came of it, by a part of its name', async () => {
    const { code, out, err } = await sockproof(['explain', 'listens', '--evidence', taken.file('evidence.jsonl')], {
      specs,
    })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^listen\/listens\nOne is one\.\n/)
    expect(out).toContain('  ✓ pass\n')
    expect(out).toContain('  ✓ what listen() reports\n      expected  none\n      observed  none\n')
    expect(out).toContain('listen(backlog 1) = 0')
    expect(out).toContain('  - listen() fails\n    deaf\n')
    expect(out).not.toContain('\u001b')
  })

  test('has colours if they are asked for, and none with NO_COLOR', async () => {
    const args = ['explain', 'listens']
    expect((await sockproof(args, { specs, env: { FORCE_COLOR: '1' } })).out).toContain('\u001b[1m')
    expect((await sockproof(args, { specs, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).out).not.toContain('\u001b')
  })

  test('without evidence says so and how to get it', async () => {
    using empty = temporaryFolder()
    const { code, out } = await sockproof(['explain', 'listens'], { specs, cwd: empty.path })
    expect(code).toBe(0)
    expect(out).toContain('Not known yet: there is no sockproof-report/evidence.jsonl here.')
  })

  test('answers a name that is none, or several, with names', async () => {
    const none = await sockproof(['explain', 'lisens'], { specs })
    expect(none).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Nearest: listen/listens') })
    const several = await sockproof(['explain', 'other'], { specs })
    expect(several).toMatchObject({ code: 2, err: '«other» may mean other/fails, other/passes. Give one of them.\n' })
  })
})

describe('sockproof report', () => {
  test('makes the report with what the mutants beside the evidence made of it', async () => {
    using folder = temporaryFolder()
    const { code, out } = await sockproof(['report', taken.file('evidence.jsonl'), '--out', folder.file('html')])
    expect({ code, out }).toEqual({ code: 0, out: `Report    ${folder.file('html/index.html')}\n` })
    expect(readFileSync(folder.file('html/claims/listen/listens.html'), 'utf8')).toContain('killed')
  })

  test('of evidence that was cut off says what is missing', async () => {
    using folder = temporaryFolder()
    const file = changed(folder, (text) => text.slice(0, text.indexOf('\n', text.indexOf('\n') + 1) + 200))
    const { code, out } = await sockproof(['report', file, '--out', folder.path])
    expect(code).toBe(0)
    expect(out).toContain('Partial: 1 of 3 results. The run did not write its last record')
    expect(out).toContain('line 3: not JSON, probably cut off')
    expect(readFileSync(folder.file('index.html'), 'utf8')).toContain('Partial')
  })

  test('refuses mutants of another kernel that are given, and leaves out those that only lie beside', async () => {
    using folder = temporaryFolder()
    const run = changed(folder, (text) => text.replace(/"kernel":"[^"]*"/, '"kernel":"Linux 0.1"'))
    const given = await sockproof(['report', run, taken.file('mutants.jsonl'), '--out', folder.file('html')])
    expect(given).toMatchObject({ code: 2, out: '', err: expect.stringContaining('the run with Linux 0.1') })
    copyFileSync(taken.file('mutants.jsonl'), folder.file('mutants.jsonl'))
    const beside = await sockproof(['report', run, '--out', folder.file('html')])
    expect(beside).toMatchObject({ code: 0, out: expect.stringContaining('The report has no mutants') })
  })

  test('refuses a folder that cannot be written', async () => {
    const { code, err } = await sockproof([
      'report',
      taken.file('evidence.jsonl'),
      '--out',
      taken.file('mutants.jsonl/html'),
    ])
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--out') })
  })
})

describe('sockproof judge', () => {
  test('tells what is not as the catalogue says, and that nothing changed', async () => {
    const { code, out } = await sockproof(['judge', taken.file('evidence.jsonl')], { specs })
    expect(code).toBe(1)
    expect(out).toContain('✗ other/fails\n  fail, as before\n')
    expect(out).toContain('3 results judged again: no verdict changed')
    expect(await sockproof(['judge', taken.file('mutants.jsonl')], { specs })).toMatchObject({ code: 0 })
  })

  test('notices a judge that has changed, with the condition before and now', async () => {
    using today = specsFolder({ ...CLAIMS, 'other/passes': { judge: "return [equal(seen, 3, 'what was seen')]" } })
    const { code, out } = await sockproof(['judge', taken.file('evidence.jsonl')], { specs: today })
    expect(code).toBe(1)
    expect(out).toContain('✗ other/passes\n  before pass, now fail\n')
    expect(out).toContain('now:    what was seen: expected 3, observed 1 (not met)')
  })

  test('does not touch sockets: an experiment that would end the process is not run', async () => {
    using today = specsFolder({ ...CLAIMS, 'listen/listens': { ...LISTENS, run: 'process.exit(7)' } })
    expect(await sockproof(['judge', taken.file('mutants.jsonl')], { specs: today })).toMatchObject({ code: 0 })
  })

  test('keeps the verdicts of claims that are gone, and says of specs that hang that they cannot be read', async () => {
    using today = specsFolder({ 'listen/listens': claimSource({ load: 'throw new Error("no such kernel")' }) })
    const { code, out } = await sockproof(['judge', taken.file('evidence.jsonl')], { specs: today })
    expect(code).toBe(1)
    expect(out).toContain('No longer in the catalogue, so the verdicts stay: other/fails, other/passes')
    expect(out).toContain('The spec of listen/listens cannot be read, so its verdicts stay: no such kernel')
  })

  test('of another catalogue than that of the evidence says so', async () => {
    using today = specsFolder({ 'some/other': {} })
    const { code, err } = await sockproof(['judge', taken.file('evidence.jsonl')], { specs: today })
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining('SOCKPROOF_SPECS names another folder'),
    })
  })

  test('of evidence that was cut off judges what is there, and does not call that good', async () => {
    using folder = temporaryFolder()
    const file = changed(folder, (text) => text.slice(0, text.indexOf('\n', text.indexOf('\n') + 1) + 200))
    const { code, out } = await sockproof(['judge', file], { specs })
    expect(code).toBe(1)
    expect(out).toContain('2 of 3 planned results are not in the evidence.')
  })
})

/** Compared with a run that is as it should be. */
const DIFF = ['diff', stackFile('linux')]
const EXPLAIN = ['explain', 'listens', '--evidence']

test.each([
  ['that is not there', ['report'], null, 'Cannot read'],
  ['that is not there', ['judge'], null, 'Cannot read'],
  ['that is not there', EXPLAIN, null, 'Cannot read'],
  ['that is not there', DIFF, null, 'Cannot read'],
  ['of another program', DIFF, 'PNG', 'is not sockproof evidence'],
  ['of a newer version', DIFF, '{"format":"sockproof-evidence","version":99}\n', 'is evidence of version 99'],
  ['of another program', ['report'], '{"name": "package"}\n', 'is not sockproof evidence'],
  ['of another program', EXPLAIN, 'PNG', 'is not sockproof evidence'],
  ['without a line', ['judge'], '', 'is not sockproof evidence'],
  ['of a newer version', ['report'], '{"format":"sockproof-evidence","version":99}\n', 'is evidence of version 99'],
  ['with a damaged header', ['judge'], '{"format":"sockproof-evidence","version":1}\n', 'The header of'],
])('A file %s is refused in words by %j, and nothing is written', async (_what, args, text, says) => {
  using folder = temporaryFolder()
  const file = folder.file('given.jsonl')
  if (text !== null) writeFileSync(file, text)
  const { code, out, err } = await sockproof([...args, file], { specs, cwd: folder.path })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(says)
  expect(err).toContain(file)
  expect(err).not.toMatch(/^\s+at /m)
  expect(existsSync(folder.file('sockproof-report'))).toBe(false)
})

test.each(['explain', 'report', 'judge', 'diff'])('sockproof %s --help has examples', async (name) => {
  const { code, out } = await sockproof([name, '--help'])
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`Examples:\n  sockproof ${name} `) })
})
