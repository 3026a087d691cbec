import { describe, expect, test } from 'vitest'
import { atLeast, between, butNot, conditionText, differs, distinct, equal, oneOf, trueWhen } from './conditions.ts'
import { checkCases, verdictOn } from './judge.ts'
import { shownReading } from './shown-reading.ts'

describe('a condition', () => {
  test('compares whole values, not references', () => {
    expect(equal(['SYN', { ack: 1 }], ['SYN', { ack: 1 }], 'x').holds).toBe(true)
    expect(equal(['SYN'], ['ACK'], 'x').holds).toBe(false)
    expect(differs([1], [1], 'x').holds).toBe(false)
    expect(oneOf([2], [[1], [2]], 'x').holds).toBe(true)
  })

  test('takes the ends of a range in', () => {
    expect([1, 2, 3, 4].map((value) => between(value, [2, 3], 'x').holds)).toEqual([false, true, true, false])
    expect(atLeast(3, 3, 'x').holds).toBe(true)
  })

  test('finds a value that stands twice', () => {
    expect(distinct(['a', 'b'], 'x').holds).toBe(true)
    expect(distinct([{ p: 1 }, { p: 1 }], 'x').holds).toBe(false)
  })

  test('is told in one line with what was expected and observed', () => {
    expect(conditionText(atLeast(2, 3, 'SYNs dropped'))).toBe('SYNs dropped: expected at least 3, observed 2')
  })
})

describe('the verdict', () => {
  test('is pass if every condition holds', () => {
    expect(verdictOn([equal(1, 1, 'x')]).outcome).toBe('pass')
  })

  test('is fail with the first condition that does not hold as its reason', () => {
    const verdict = verdictOn([equal(1, 1, 'x'), equal(1, 2, 'the errno'), equal(3, 4, 'y')])
    expect(verdict).toMatchObject({ outcome: 'fail', reason: 'the errno: expected 2, observed 1.' })
  })
})

describe('a judge', () => {
  const [plain, other] = [equal(1, 1, 'x'), equal(2, 2, 'y')]

  test('must give conditions', () => {
    expect(() => checkCases('holds', [])).toThrow('no conditions')
  })

  test('of a qualified claim must show both cases', () => {
    expect(() => checkCases('qualified', [...trueWhen('a', plain)])).toThrow('butNot()')
    expect(() => checkCases('qualified', [...trueWhen('a', plain), ...butNot('b', other)])).not.toThrow()
  })

  test('of a contradicted claim must show the counterexample, and of one that holds must not', () => {
    expect(() => checkCases('contradicted', [plain])).toThrow('butNot()')
    expect(() => checkCases('holds', [...butNot('b', other)])).toThrow('no cases')
  })
})

describe('the reading that conditions show', () => {
  const [yes, no] = [equal(1, 1, 'x'), equal(1, 2, 'x')]

  test('follows from the cases that were seen', () => {
    expect(shownReading([yes])).toBe('holds')
    expect(shownReading([no])).toBe(null)
    expect(shownReading([...trueWhen('a', yes), ...butNot('b', yes)])).toBe('qualified')
    expect(shownReading([...trueWhen('a', yes), ...butNot('b', no)])).toBe('holds')
    expect(shownReading([...trueWhen('a', no), ...butNot('b', yes)])).toBe('contradicted')
  })

  test('is none if the conditions that belong to no case fail', () => {
    expect(shownReading([no, ...trueWhen('a', yes), ...butNot('b', yes)])).toBe(null)
  })
})
