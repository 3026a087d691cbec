import { randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sockproof } from '../testing/sockproof.ts'
import { type TemporaryFolder, temporaryFolder } from '../testing/specs-folder.ts'
import { stackFile } from '../testing/stack-file.ts'

const [LINUX, GVISOR] = [stackFile('linux'), stackFile('gvisor')]

/** A file with the lines of a run on Linux, changed. */
function changed(folder: TemporaryFolder, name: string, change: (text: string) => string): string {
  const file = folder.file(name)
  writeFileSync(file, change(readFileSync(LINUX, 'utf8')))
  return file
}

/** The same as a run of its own. */
function another(folder: TemporaryFolder, name: string, change = (text: string) => text): string {
  return changed(folder, name, (text) => change(text.replace(/"run":"[^"]*"/, `"run":"${randomUUID()}"`)))
}

/** Another verdict for a claim that passed. */
function failing(claim: string): (text: string) => string {
  const verdict = '"verdict":{"outcome":"fail","reason":"it did not","detail":null}'
  return (text) =>
    text
      .split('\n')
      .map((line) =>
        line.includes(`"id":"${claim}"`) ? line.replace(/"verdict":\{"outcome":"pass"[^}]*\}/, verdict) : line,
      )
      .join('\n')
}

describe('sockproof report of several runs', () => {
  test('makes a matrix, a folder for each run, and the same for programs', async () => {
    using folder = temporaryFolder()
    const { code, out, err } = await sockproof(['report', LINUX, GVISOR, '--out', folder.file('html')])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(
      `Report    ${folder.file('html/index.html')}\n` +
        `  linux   ${folder.file('html/linux/index.html')}\n  gvisor  ${folder.file('html/gvisor/index.html')}\n`,
    )
    expect(readFileSync(folder.file('html/index.html'), 'utf8')).toContain(
      '5 claims on 2 stacks: 3 come out differently',
    )
    expect(existsSync(folder.file('html/gvisor/claims/readiness/peer-fin.html'))).toBe(true)
    expect(JSON.parse(readFileSync(folder.file('html/matrix.json'), 'utf8'))).toMatchObject({
      format: 'sockproof-matrix',
    })
  })

  test('tells runs of one stack apart by what differs, or by the names given', async () => {
    using folder = temporaryFolder()
    const old = another(folder, 'old.jsonl', (text) => text.replace('Linux 6.18.44', 'Linux 6.1.0'))
    const { out } = await sockproof(['report', old, LINUX, '--out', folder.file('html')])
    expect(out).toMatch(/^ {2}linux, kernel 6\.1\.0 .*linux-kernel-6-1-0/m)
    expect(out).toMatch(/^ {2}linux, kernel 6\.18\.44 .*linux-kernel-6-18-44/m)
    const names = ['--name', `before=${old}`, '--name', `after=${LINUX}`]
    const named = await sockproof(['report', old, LINUX, ...names, '--out', folder.file('named')])
    expect(named.out).toMatch(/^ {2}before .*named\/before/m)
    expect(named.out).toMatch(/^ {2}after .*named\/after/m)
  })

  test('says which of them is partial', async () => {
    using folder = temporaryFolder()
    const cut = another(folder, 'cut.jsonl', (text) => text.split('\n').slice(0, 3).join('\n'))
    const { code, out } = await sockproof(['report', GVISOR, cut, '--out', folder.file('html')])
    expect(code).toBe(0)
    expect(out).toContain('linux: Partial: 2 of 5 results.')
    expect(readFileSync(folder.file('html/index.html'), 'utf8')).toContain('Partial: linux has 2 of 5 results.')
  })

  test('takes to a run what mutants made of its claims, given or beside it', async () => {
    using folder = temporaryFolder()
    const mutant = '"mutant":{"name":"deaf","says":"listen() fails"}'
    const claim = (text: string) =>
      text.replace(/"mutants":\[[^\]]*\]/g, '"mutants":[{"name":"deaf","says":"listen() fails"}]')
    const run = another(folder, 'run.jsonl', claim)
    const onMutants = (text: string) =>
      claim(text).replace('"mode":"verify"', '"mode":"mutants"').replaceAll('"mutant":null', mutant)
    const mutants = another(folder, 'given.jsonl', onMutants)
    const given = await sockproof(['report', GVISOR, run, mutants, '--out', folder.file('html')])
    expect(given.code).toBe(0)
    expect(existsSync(folder.file('html/linux/mutants.html'))).toBe(true)
    expect(existsSync(folder.file('html/gvisor/mutants.html'))).toBe(false)
    copyFileSync(mutants, folder.file('mutants.jsonl'))
    expect((await sockproof(['report', GVISOR, run, '--out', folder.file('beside')])).code).toBe(0)
    expect(existsSync(folder.file('beside/linux/mutants.html'))).toBe(true)
    const none = await sockproof([
      'report',
      GVISOR,
      another(folder, 'x.jsonl', (text) => text.replace('glibc', 'other')),
      mutants,
    ])
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('belongs to none of the runs') })
  })

  test.each<[string, (folder: TemporaryFolder) => string[], string]>([
    ['the same file twice', () => [LINUX, GVISOR, LINUX], 'is given twice. Give each run once.'],
    ['a copy', (folder) => [LINUX, changed(folder, 'copy.jsonl', (text) => text)], 'are the same evidence'],
    [
      'a run without a result',
      (folder) => [LINUX, another(folder, 'empty.jsonl', (text) => text.split('\n')[0] ?? '')],
      'has none of its 5 results: the run broke off before its first claim was done.',
    ],
    ['a name for no file', () => [LINUX, GVISOR, '--name', 'x=other.jsonl'], 'which is none of the runs given'],
    ['a name for two', () => [LINUX, GVISOR, '--name', `x=${LINUX}`, '--name', `x=${GVISOR}`], 'is given to two runs'],
    ['two names for one', () => [LINUX, GVISOR, '--name', `x=${LINUX}`, '--name', `y=${LINUX}`], 'is given two names'],
    ['a name without a file', () => [LINUX, GVISOR, '--name', 'x'], 'Give a name, an equals sign and one of the files'],
    ['a name for the only run', () => [LINUX, '--name', `x=${LINUX}`], 'Leave out --name.'],
  ])('refuses %s, and writes nothing', async (_what, args, says) => {
    using folder = temporaryFolder()
    const { code, out, err } = await sockproof(['report', ...args(folder), '--out', folder.file('html')])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(says)
    expect(existsSync(folder.file('html'))).toBe(false)
  })
})

describe('sockproof diff', () => {
  test('exits with 0 if nothing changed, whenever and however it was run', async () => {
    using folder = temporaryFolder()
    const later = another(folder, 'later.jsonl', (text) => text.replace(/"startedAt":"2026/g, '"startedAt":"2027'))
    const { code, out, err } = await sockproof(['diff', LINUX, later])
    expect({ code, out, err }).toEqual({ code: 0, out: '5 claims: nothing changed.\n', err: '' })
  })

  test('exits with 1 and tells what became worse, with the reason, and what changed around it', async () => {
    using folder = temporaryFolder()
    const later = another(folder, 'later.jsonl', (text) =>
      failing('readiness/peer-fin')(text).replace('"net.core.somaxconn":"4096"', '"net.core.somaxconn":"128"'),
    )
    const { code, out, err } = await sockproof(['diff', LINUX, later])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toBe(
      '✗ readiness/peer-fin  pass → fail, worse\n    now: it did not\n\n' +
        'Around them changed:\n  sysctl net.core.somaxconn: 4096 → 128\n\n1 of 5 claims changed: 1 worse.\n',
    )
    const back = await sockproof(['diff', later, LINUX])
    expect(back).toMatchObject({ code: 1, out: expect.stringContaining('✓ readiness/peer-fin  fail → pass, mended') })
  })

  test('takes a claim that is part of one run only for a change', async () => {
    using folder = temporaryFolder()
    const less = another(folder, 'less.jsonl', (text) =>
      text
        .split('\n')
        .filter((line) => line.includes('"kind":"header"') || !line.includes('"id":"listen/full-backlog"'))
        .join('\n')
        .replace('"plan":{"results":5', '"plan":{"results":4')
        .replace('"listen/full-backlog",', ''),
    )
    const gone = await sockproof(['diff', LINUX, less])
    expect(gone).toMatchObject({ code: 1, out: expect.stringContaining('pass → not in the run, no longer tested') })
    const added = await sockproof(['diff', less, LINUX])
    expect(added).toMatchObject({ code: 1, out: expect.stringContaining('not in the run → pass, now tested') })
  })

  test('takes what a partial run did not come to for a change, and says that it is partial', async () => {
    using folder = temporaryFolder()
    const cut = another(folder, 'cut.jsonl', (text) => text.split('\n').slice(0, 3).join('\n'))
    const { code, out } = await sockproof(['diff', LINUX, cut])
    expect(code).toBe(1)
    expect(out).toContain('○ 3 claims  pass → untested, no longer tested')
    expect(out).toContain('The run after is partial: 2 of 5 results.')
  })

  test('tells it to programs as JSON', async () => {
    const { code, out } = await sockproof(['diff', LINUX, GVISOR, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      format: 'sockproof-diff',
      before: { stack: 'linux', complete: true },
      after: { stack: 'gvisor' },
      changes: [
        { claim: 'listen/full-backlog', turn: 'lost', before: { verdict: 'pass' }, after: { verdict: 'unsupported' } },
        { claim: 'connect/bad-address', turn: 'otherwise', after: { verdict: 'fail', standing: 'known' } },
        { claim: 'readiness/peer-fin', turn: 'otherwise' },
        { claim: 'udp/connected-filters', turn: 'otherwise' },
      ],
      unchanged: 1,
    })
  })

  test('writes a page of it, with the reports of both runs', async () => {
    using folder = temporaryFolder()
    const { code, out } = await sockproof(['diff', LINUX, GVISOR, '--out', folder.file('html')])
    expect(code).toBe(1)
    expect(out).toContain(`\nReport    ${folder.file('html/index.html')}\n`)
    expect(readFileSync(folder.file('html/index.html'), 'utf8')).toContain('4 of 5 claims changed')
    for (const side of ['before', 'after'])
      expect(existsSync(folder.file(`html/${side}/claims/readiness/peer-fin.html`))).toBe(true)
  })

  test('shows hostile texts as texts, on the terminal too', async () => {
    using folder = temporaryFolder()
    const evil = '\\u001b[31m\\u202e<script>'
    const later = another(folder, 'later.jsonl', (text) =>
      failing('readiness/peer-fin')(text).replace('it did not', evil).replace('Linux 6.18.44', evil),
    )
    const { code, out } = await sockproof(['diff', LINUX, later])
    expect(code).toBe(1)
    expect(out).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
    expect(out).toContain('⟨U+001B⟩')
  })

  test.each<[string, (folder: TemporaryFolder) => string[], string]>([
    ['one file', () => [LINUX], "missing required argument 'new'"],
    ['the same file twice', () => [LINUX, LINUX], 'is given twice'],
    [
      'a run without a result',
      (folder) => [LINUX, another(folder, 'empty.jsonl', (text) => text.split('\n')[0] ?? '')],
      'has none of its 5',
    ],
    [
      'a run on mutants',
      (folder) => [LINUX, another(folder, 'm.jsonl', (text) => text.replace('"mode":"verify"', '"mode":"mutants"'))],
      'is of a run on mutants',
    ],
    ['a folder that cannot be written', () => [LINUX, GVISOR, '--out', `${LINUX}/html`], 'Cannot write into'],
  ])('refuses %s', async (_what, args, says) => {
    using folder = temporaryFolder()
    mkdirSync(folder.file('cwd'))
    const { code, out, err } = await sockproof(['diff', ...args(folder)], { cwd: folder.file('cwd') })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(says)
    expect(err).not.toMatch(/^\s+at /m)
  })
})
