import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { Outcome, ResultRecord } from '../../evidence/schema.ts'
import { resultFor } from '../../evidence/testing/records.ts'
import { stabilities, stabilityOf } from './stability.ts'
import { changesText, differingText, stabilityLine } from './stability-text.ts'

function runs(claim: string, outcomes: readonly Outcome[]): readonly ResultRecord[] {
  return outcomes.map((outcome, repeat) => {
    const reason = outcome === 'pass' ? null : `because of ${repeat}`
    return { ...resultFor(claim), repeat, verdict: { outcome, reason, detail: null }, again: `again ${repeat}` }
  })
}

const HEADER = { seed: 100, command: 'soak --runs 3 --load # stress-ng --cpu 4' }

test('A claim that passes every time is steady', () => {
  const results = runs('a/b', ['pass', 'pass', 'pass'])
  expect(stabilityOf('a/b', results)).toMatchObject({ changed: [], differing: [], runs: 3 })
  expect(stripVTControlCharacters(stabilityLine(stabilityOf('a/b', results)))).toBe('✓ 3 × pass  a/b at most 0.0 s')
  expect(differingText(HEADER, results)).toBe(null)
  expect(changesText(results)).toBe('3 runs, 0 verdicts changed')
})

test('A run that does not pass is told with its seed, its reason and the commands that repeat it', () => {
  const results = runs('a/b', ['pass', 'pass', 'unresolved'])
  expect(stripVTControlCharacters(differingText(HEADER, results) ?? '').split('\n')).toEqual([
    '✗ 2 × pass, 1 × unresolved  a/b at most 0.0 s',
    '    run 3, seed 102: unresolved  because of 2',
    '    one of them again: again 2',
    '    all of them again: sockproof soak a/b --runs 3 --load --seed 100',
  ])
  expect(changesText(results)).toBe('3 runs, 1 verdict changed, 1 run not as expected')
})

test('When the first run is the odd one, it is told, and every later verdict has changed', () => {
  const [odd] = stabilities(runs('a/b', ['fail', 'pass', 'pass']))
  expect(odd?.differing.map(({ repeat }) => repeat)).toEqual([0])
  expect(odd?.changed).toHaveLength(2)
})

test('A claim that fails every time has not changed, and is not as expected', () => {
  const results = runs('a/b', ['fail', 'fail'])
  expect(changesText(results)).toBe('2 runs, 0 verdicts changed, 2 runs not as expected')
  expect(differingText(HEADER, results)).toContain('2 × fail')
})

test('Runs count by their number, in whatever order they came', () => {
  const results = [...runs('a/b', ['pass', 'fail', 'pass'])].reverse()
  expect(stabilityOf('a/b', results).changed.map(({ repeat }) => repeat)).toEqual([1])
})
