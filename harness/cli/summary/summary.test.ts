import { describe, expect, test } from 'vitest'
import { equal } from '../../verdict/conditions.ts'
import { evidenceOf, resultWith } from '../testing/records.ts'
import { killMatrix } from './kill-matrix.ts'
import { summary } from './summary.ts'
import { tally } from './tally.ts'
import { unexpectedText } from './unexpected.ts'

const run = (shown: 'counterexample' | null, ...conditions: ReturnType<typeof equal>[]) => ({
  observation: null,
  conditions,
  trace: null,
  shown,
})

describe('An unexpected result', () => {
  const failed = resultWith('listen/backlog-bound', 'fail')

  test('tells what was expected and observed, and the command that does it again', () => {
    const runs = [run(null, equal(3, 3, 'fine'), equal('EAGAIN', null, 'what accept() reports'))]
    expect(unexpectedText({ ...failed, runs }).split('\n')).toEqual([
      '✗ fail        listen/backlog-bound',
      '  a claim made for a test',
      '  what accept() reports',
      '    expected null',
      '    observed "EAGAIN"',
      '  again: sockproof verify listen/backlog-bound',
    ])
  })

  test('of a property tells the smallest counterexample and not what led to it', () => {
    const runs = [run(null, equal(9, 1, 'large')), run('counterexample', equal(2, 1, 'small'))]
    const property = { seed: 1, path: '0', runs: 2, runsPlanned: 10, shrinks: 1, counterexample: { backlog: 0 } }
    const text = unexpectedText({ ...failed, runs, property })
    expect(text).toContain('small')
    expect(text).not.toContain('large')
    expect(text).toContain('smallest counterexample: {"backlog":0}')
  })

  test('does not fill the screen with a long value', () => {
    const runs = [run(null, equal('x'.repeat(100_000), '', 'bytes'))]
    expect(unexpectedText({ ...failed, runs }).length).toBeLessThan(1_000)
  })

  test('tells where in the spec an error came from', () => {
    const detail = 'Error: no\n    at deep (file:///harness/x.js:1:1)\n    at run (file:///specs/a/b.spec.js:7:3)'
    const verdict = { outcome: 'unresolved' as const, reason: 'no', detail }
    expect(unexpectedText({ ...failed, verdict })).toContain('  no\n  at run (file:///specs/a/b.spec.js:7:3)')
  })
})

describe('The summary', () => {
  const additions = { table: null, count: 'counted', reports: ['Report    out/index.html'] }

  test('of a run that went well is its count and its paths', () => {
    const text = summary({ evidence: evidenceOf([resultWith('a/b', 'pass')]), interrupted: false }, additions)
    expect(text).toBe('\ncounted in 1.0 s, seed 1\nEvidence  out/evidence.jsonl\nReport    out/index.html')
  })

  test('groups what was not tested by what is missing', () => {
    const base = evidenceOf(['a/b', 'c/d'].map((id) => resultWith(id, 'unsupported')))
    const capabilities = [{ name: 'sockets', available: false, reason: 'none', mend: 'buy some' }]
    const header = { ...base.header, fingerprint: { ...base.header.fingerprint, capabilities } }
    const text = summary({ evidence: { ...base, header }, interrupted: false }, additions)
    expect(text).toContain('○ sockets: none\n  to mend it: buy some\n  without it: 2 claims not tested: a/b, c/d')
  })

  test('says how much is missing', () => {
    const base = evidenceOf([resultWith('a/b', 'pass')])
    const evidence = { ...base, header: { ...base.header, plan: { results: 3, claims: [] } } }
    expect(summary({ evidence, interrupted: false }, additions)).toContain('2 of 3 planned results are missing.')
    expect(summary({ evidence, interrupted: true }, additions)).toContain('Interrupted: 2 of 3 results are missing.')
  })
})

test('The count names what there is of each kind', () => {
  expect(tally([resultWith('a/b', 'pass'), resultWith('c/d', 'fail')])).toBe('2 claims: 1 pass, 1 fail')
  expect(tally([resultWith('a/b', 'fail', { mutant: 'm' })])).toBe('1 mutant of 1 claim: 1 killed')
  expect(tally([])).toBe('0 claims')
})

test('The kill matrix shows each claim with its mutants, and those that survived', () => {
  const results = [
    resultWith('c/d', 'fail', { mutant: 'three' }),
    resultWith('a/b', 'fail', { mutant: 'one' }),
    resultWith('a/b', 'pass', { mutant: 'two' }),
  ]
  expect(killMatrix(results).split('\n')).toEqual([
    'a/b  1 of 2 killed',
    '  ✓ one  one is wrong',
    '  ✗ two  two is wrong',
    'c/d  1 of 1 killed',
    '  ✓ three  three is wrong',
  ])
})
