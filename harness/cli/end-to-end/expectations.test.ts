import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { type Ended, sockproof } from '../testing/sockproof.ts'
import { specsFolder, type TemporaryFolder, temporaryFolder } from '../testing/specs-folder.ts'

const deviation = (claim: string, expires = '2999-12-31') => `
  - claims: [${claim}]
    verdict: fail
    reason: This stack counts otherwise.
    link: https://example.org/1
    versions: { measured: ['6.18'] }
    expires: ${expires}
`

describe('verify, of a stack that is known to deviate', () => {
  let [specs, out]: TemporaryFolder[] = []

  const verify = (filters: readonly string[], ...options: string[]): Promise<Ended> =>
    sockproof(['verify', ...filters, '--out', out?.path ?? '', '--format', 'html,junit', ...options], {
      ...(specs && { specs }),
    })

  beforeAll(() => {
    specs = specsFolder({ 'a/deviates': { run: 'return 2' }, 'a/is-right': {}, 'a/is-late': { run: 'return 2' } })
    out = temporaryFolder()
    mkdirSync(specs.file('expectations'))
    const all = [deviation('a/deviates'), deviation('a/is-right'), deviation('a/is-late', '2020-01-01')]
    writeFileSync(specs.file('expectations/linux.yaml'), `stack: linux\ndeviations:${all.join('')}`)
    writeFileSync(specs.file('expectations/toy.yaml'), `stack: toy\ndeviations:${deviation('a/is-late')}`)
    writeFileSync(specs.file('expectations/wrong.yaml'), `stack: wrong\ndeviations:${deviation('a/no-such')}`)
  })

  afterAll(() => {
    specs?.[Symbol.dispose]()
    out?.[Symbol.dispose]()
  })

  test('a deviation that is known is expected, and told with its reason', async () => {
    const { code, out: stdout } = await verify(['a/deviates'])
    expect(stdout).toContain('✓ fail        a/deviates')
    expect(stdout).toContain('known of this stack: This stack counts otherwise.')
    expect(stdout).toContain('1 claim: 1 fail as known of this stack')
    expect(code).toBe(0)
    expect(readFileSync(out?.file('index.html') ?? '', 'utf8')).toContain('as known of this stack')
    expect(readFileSync(out?.file('junit.xml') ?? '', 'utf8')).toContain('failures="0"')
    expect(readEvidence(out?.file('evidence.jsonl') ?? '').results[0]?.expectation?.link).toBe('https://example.org/1')
  })

  test('a deviation that is no more is told, and what to do about it', async () => {
    const { code, out: stdout } = await verify(['a/is-right'])
    expect(stdout).toContain('✗ pass        a/is-right')
    expect(stdout).toContain('and it passes. Next: take the expectation out')
    expect(code).toBe(1)
    expect(readFileSync(out?.file('junit.xml') ?? '', 'utf8')).toContain('failures="1"')
  })

  test('an expectation that should have been looked at again excuses nothing', async () => {
    const { code, out: stdout } = await verify(['a/is-late'])
    expect(stdout).toContain('was to be looked at again by 2020-01-01')
    expect(code).toBe(1)
  })

  test('expectations of a claim that there is not are a mistake, with its place', async () => {
    const { code, err: stderr } = await verify(['a/deviates'], '--expectations', 'wrong')
    expect(stderr).toMatch(/wrong\.yaml:3:14: there is no claim a\/no-such/)
    expect(code).toBe(2)
  })

  test('a stack with a name is told of under that name, and its deviations are expected', async () => {
    const { code, out: stdout } = await verify(['a/is-late'], '--name', 'toy')
    expect(stdout).toContain('1 claim: 1 fail as known of this stack')
    expect(code).toBe(0)
    const { header, results } = readEvidence(out?.file('evidence.jsonl') ?? '')
    expect([header.stack, results[0]?.stack]).toEqual(['toy', 'toy'])
  })

  test('a stack with a name of which nothing is known is expected to do as the catalogue says', async () => {
    const { code, out: stdout } = await verify(['a/deviates'], '--name', 'toaster')
    expect(stdout).not.toContain('known of this stack')
    expect(code).toBe(1)
  })

  test('a stack of which nothing is known is a mistake', async () => {
    const { code, err: stderr } = await verify(['a/deviates'], '--expectations', 'toaster')
    expect(stderr).toContain('There are no expectations for «toaster»')
    expect(code).toBe(2)
  })
})
