import { describe, expect, test } from 'vitest'
import { type ExpectationState, expectationAdvice, expectationState } from '../evidence/expectation-state.ts'
import type { Expectation, Outcome } from '../evidence/schema.ts'
import { type Expectations, expectationOf, isWithin } from './expectation.ts'

const KNOWN: Expectation = {
  verdict: 'fail',
  reason: 'it keeps the boundaries',
  link: 'https://example.org/issue/1',
  versions: { measured: ['6.1.90'], from: '6.1', before: '6.10' },
  expires: '2027-01-31',
}

describe('A range of versions', () => {
  test.each([
    ['Linux 6.1.0-28-amd64', true],
    ['6.9.12', true],
    ['6.10', false],
    ['6.10.1-rc2', false],
    ['6.0.99', false],
    ['5.10', false],
  ])('from 6.1 to before 6.10 has %s: %s', (version, within) => {
    expect(isWithin(version, KNOWN.versions)).toBe(within)
  })

  test('may be open on both sides', () => {
    expect(isWithin('anything', { measured: ['1'], from: null, before: null })).toBe(true)
  })
})

describe('An expectation', () => {
  const expectations: Expectations = {
    file: 'linux.yaml',
    stack: 'linux',
    deviations: [{ ...KNOWN, claims: ['stream/one', 'stream/two'] }],
  }

  test('is of the claims that it names, on the versions that it is true of', () => {
    expect(expectationOf(expectations, 'stream/two', 'Linux 6.1')).toEqual(KNOWN)
    expect(expectationOf(expectations, 'stream/three', 'Linux 6.1')).toBeNull()
    expect(expectationOf(expectations, 'stream/two', 'Linux 6.18')).toBeNull()
    expect(expectationOf(null, 'stream/two', 'Linux 6.1')).toBeNull()
  })

  test.each<[Outcome, string, ExpectationState]>([
    ['fail', '2026-11-21', 'met'],
    ['fail', '2027-01-31', 'met'],
    ['fail', '2027-02-01', 'expired'],
    ['pass', '2026-11-21', 'over'],
    ['pass', '2027-02-01', 'over'],
    ['unresolved', '2026-11-21', 'other'],
    ['unsupported', '2026-11-21', 'none'],
    ['untested', '2026-11-21', 'none'],
  ])('to fail, of a claim that is %s on %s, is %s', (outcome, day, state) => {
    const result = {
      expectation: KNOWN,
      verdict: { outcome, reason: null, detail: null },
      startedAt: `${day}T12:00:00.000Z`,
    }
    expect(expectationState(result)).toBe(state)
    expect(expectationAdvice(result) === null).toBe(state === 'met' || state === 'none')
  })
})
