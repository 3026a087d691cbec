import { describe, expect, it } from 'vitest'
import type { Expectation, ResultRecord } from '../../harness/evidence/schema.ts'
import { claimOf, conditionOf, footerOf, headerOf, resultOf, runOf } from '../fixtures/records.ts'
import { runGiven, stackRun } from '../fixtures/stacks.ts'
import { tells } from './cell.ts'
import { columnsOf, type RunGiven } from './column.ts'
import { type Difference, differenceOf } from './deciding.ts'
import { rowsOf } from './rows.ts'
import { silencesOf } from './silence.ts'

const CLAIM = claimOf({ id: 'listen/one', says: 'One is one.' })
const FAIL = { outcome: 'fail', reason: 'b: expected 2, observed 3.', detail: null } as const

function given(result: ResultRecord): RunGiven {
  return runGiven({ header: headerOf([result]), results: [result], footer: footerOf([result]), problems: [] })
}

function difference(runs: readonly RunGiven[], id = CLAIM.id): Difference {
  const row = rowsOf(columnsOf(runs)).find((one) => one.id === id)
  if (row === undefined) throw new Error('There is no such row.')
  return differenceOf(row, (cell) => !tells(cell))
}

const passed = resultOf(CLAIM, { runs: [runOf([conditionOf('a', 1, 1), conditionOf('b', 2, 2)])] })
const failed = resultOf(CLAIM, { verdict: FAIL, runs: [runOf([conditionOf('a', 1, 1), conditionOf('b', 2, 3)])] })

describe('what decided', () => {
  it('is the first condition that a run missed, with what every run made of it', () => {
    const { deciding, behaviours } = difference([given(passed), given(failed)])
    expect(deciding.map(({ says }) => says)).toEqual(['b'])
    const values = { relation: 'equal', expected: 2, input: null }
    expect(behaviours).toMatchObject([
      { columns: [0], seen: [{ holds: true, times: 1, values: { ...values, observed: 2 } }] },
      { columns: [1], seen: [{ holds: false, times: 1, values: { ...values, observed: 3 } }] },
    ])
  })

  it('is told once for runs in which the same was seen', () => {
    const { behaviours } = difference([given(passed), given(failed), given(passed), given(failed)])
    expect(behaviours.map(({ columns }) => columns)).toEqual([
      [0, 2],
      [1, 3],
    ])
  })

  it('is one condition for each way to fail', () => {
    const other = resultOf(CLAIM, { verdict: FAIL, runs: [runOf([conditionOf('a', 1, 0)])] })
    const { deciding, behaviours } = difference([given(failed), given(other)])
    expect(deciding.map(({ says }) => says)).toEqual(['b', 'a'])
    expect(behaviours.map(({ seen }) => seen.map((one) => one?.holds ?? null))).toEqual([
      [false, true],
      [null, false],
    ])
  })

  it('is not repeated as the reason that the run gives, but what is known of the stack is told', () => {
    const expectation: Expectation = {
      verdict: 'fail',
      reason: 'its queue is shorter',
      link: 'javascript:alert(1)',
      versions: { measured: ['1'], from: null, before: null },
      expires: '2030-01-01',
    }
    const known = resultOf(CLAIM, { ...failed, expectation })
    expect(difference([given(passed), given(failed)]).behaviours[1]?.why.reason).toBe(null)
    expect(difference([given(passed), given(known)]).behaviours[1]?.why).toMatchObject({
      reason: 'its queue is shorter',
      known: true,
      link: null,
    })
  })

  it('of generated inputs is the smallest counterexample; what was met many times says how often', () => {
    const many = [1, 2, 3].map((input) => runOf([conditionOf('b', input, input)], { input, shown: null }))
    const counterexample = runOf([conditionOf('b', 9, 8)], { input: 9, shown: 'counterexample' })
    const { behaviours } = difference([
      given(resultOf(CLAIM, { runs: many })),
      given(resultOf(CLAIM, { verdict: FAIL, runs: [...many, counterexample] })),
    ])
    expect(behaviours.map(({ seen }) => seen[0])).toEqual([
      { holds: true, times: 3, values: null },
      { holds: false, times: 1, values: { relation: 'equal', expected: 9, observed: 8, input: 9 } },
    ])
  })

  it('in gVisor and on Linux is what is known of gVisor', () => {
    const { behaviours, silent } = difference([stackRun('linux'), stackRun('gvisor')], 'readiness/peer-fin')
    expect(silent).toEqual([])
    expect(behaviours[1]?.seen[0]?.values).toMatchObject({
      expected: ['POLLIN', 'POLLOUT', 'POLLRDHUP'],
      observed: ['POLLIN', 'POLLOUT'],
    })
    expect(behaviours[1]?.why).toMatchObject({ known: true, reason: expect.stringContaining('FIN of a peer') })
  })

  it('leaves out who says nothing', () => {
    const silent = resultOf(CLAIM, { verdict: { outcome: 'unsupported', reason: 'no such', detail: null } })
    expect(difference([given(passed), given(silent), given(failed)])).toMatchObject({ silent: [1] })
  })
})

describe('what is silent', () => {
  it('is told by reason, for all runs of which it is so', () => {
    const claims = ['listen/a', 'listen/b', 'listen/c'].map((id) => claimOf({ id, says: id }))
    const verdict = { outcome: 'unsupported', reason: 'No nftables here.', detail: null } as const
    const run = (lacks: number): RunGiven => {
      const results = claims.map((claim, index) => resultOf(claim, index < lacks ? { verdict } : {}))
      return runGiven({ header: headerOf(results), results, footer: footerOf(results), problems: [] })
    }
    const silences = silencesOf(rowsOf(columnsOf([run(0), run(2), run(2), run(1)])))
    expect(silences.map(({ columns, reason, rows }) => [columns, reason, rows.map(({ id }) => id)])).toEqual([
      [[1, 2], 'No nftables here.', ['listen/a', 'listen/b']],
      [[3], 'No nftables here.', ['listen/a']],
    ])
  })
})
