import { describe, expect, test } from 'vitest'
import type { Outcome } from '../evidence/schema.ts'
import { EXIT, EXIT_CODES, exitCode, isExpected } from './exit-code.ts'
import { evidenceOf, resultWith } from './testing/records.ts'

const LENIENT = { strict: false }
const STRICT = { strict: true }

function codeOf(outcomes: readonly Outcome[], options = LENIENT, interrupted = false): number {
  const results = outcomes.map((outcome, index) => resultWith(`a/claim-${index}`, outcome))
  return exitCode({ evidence: evidenceOf(results), interrupted }, options)
}

describe('The exit code', () => {
  test('is 0 if all is as expected', () => expect(codeOf(['pass', 'pass'])).toBe(0))

  test.each(['fail', 'unresolved', 'untested'] as const)('is 1 if a claim is %s', (outcome) => {
    expect(codeOf(['pass', outcome])).toBe(1)
  })

  test('is 1 if results are missing', () => {
    const evidence = evidenceOf([resultWith('a/one', 'pass')])
    const planned = { ...evidence, header: { ...evidence.header, plan: { results: 2, claims: ['a/one', 'a/two'] } } }
    expect(exitCode({ evidence: planned, interrupted: false }, LENIENT)).toBe(1)
  })

  test('is 3 if something could not be tested and that matters, else 0', () => {
    expect(codeOf(['pass', 'unsupported'], STRICT)).toBe(3)
    expect(codeOf(['pass', 'unsupported'], LENIENT)).toBe(0)
    expect(codeOf(['fail', 'unsupported'], STRICT)).toBe(1)
  })

  test('is 130 if the run was interrupted, whatever was found', () => expect(codeOf(['fail'], STRICT, true)).toBe(130))

  test('is explained for each that there is', () => {
    expect(EXIT_CODES.map(({ code }) => code)).toEqual(Object.values(EXIT))
  })
})

describe('A result is as expected', () => {
  test('if a claim passes and a mutant is killed', () => {
    expect(isExpected(resultWith('a/claim', 'pass'))).toBe(true)
    expect(isExpected(resultWith('a/claim', 'fail', { mutant: 'm' }))).toBe(true)
  })

  test('not if a mutant survives, or nothing came of it', () => {
    expect(isExpected(resultWith('a/claim', 'pass', { mutant: 'm' }))).toBe(false)
    expect(isExpected(resultWith('a/claim', 'unresolved', { mutant: 'm' }))).toBe(false)
  })
})
