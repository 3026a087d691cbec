import { expect, test } from 'vitest'
import { conclude } from './conclude.ts'
import { butNot, equal, trueWhen } from './conditions.ts'

const [yes, no] = [equal(1, 1, 'x'), equal(1, 2, 'y')]

test('The first condition that does not hold in any run decides', () => {
  const runs = [{ conditions: [yes] }, { conditions: [yes, no] }]
  expect(conclude('holds', { runs, broken: null })).toMatchObject({
    verdict: { outcome: 'fail', reason: 'y: expected 2, observed 1.' },
    shownReading: null,
  })
})

test('What broke is told, whatever the conditions say', () => {
  const { verdict, shownReading } = conclude('holds', { runs: [{ conditions: [no] }], broken: new Error('no lab') })
  expect({ verdict, shownReading }).toMatchObject({
    verdict: { outcome: 'unresolved', reason: 'no lab' },
    shownReading: null,
  })
})

test('Every run must show what the reading asks for', () => {
  const both = [...trueWhen('a', yes), ...butNot('b', yes)]
  expect(conclude('qualified', { runs: [{ conditions: both }], broken: null }).shownReading).toBe('qualified')
  const half = conclude('qualified', { runs: [{ conditions: both }, { conditions: [yes] }], broken: null })
  expect(half.verdict.outcome).toBe('unresolved')
})
