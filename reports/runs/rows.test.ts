import { describe, expect, it } from 'vitest'
import type { Expectation, Outcome, Reading, ResultRecord } from '../../harness/evidence/schema.ts'
import { claimOf, footerOf, headerOf, resultOf } from '../fixtures/records.ts'
import { manyRuns, runGiven, stackRun } from '../fixtures/stacks.ts'
import { columnsOf } from './column.ts'
import { matrixJson } from './matrix-json.ts'
import { type Row, rowsOf } from './rows.ts'

const CLAIM = claimOf({ id: 'listen/one', says: 'One is one.' })
const EXPECTATION: Expectation = {
  verdict: 'unsupported',
  reason: 'it has no such option',
  link: 'https://example.org/why',
  versions: { measured: ['1'], from: null, before: null },
  expires: '2030-01-01',
}

function resultWith(outcome: Outcome, fields: Partial<ResultRecord> = {}): ResultRecord {
  const shownReading = outcome === 'pass' ? CLAIM.reading : null
  return resultOf(CLAIM, { verdict: { outcome, reason: null, detail: null }, shownReading, ...fields })
}

/** The row of one claim in runs that came to this; null for a run without it. */
function rowOf(...results: (ResultRecord | null)[]): Row {
  const runs = results.map((result) => {
    const some = result === null ? [resultOf({ ...CLAIM, id: 'listen/other' })] : [result]
    return runGiven({ header: headerOf(some), results: some, footer: footerOf(some), problems: [] })
  })
  const row = rowsOf(columnsOf(runs)).find(({ id }) => id === CLAIM.id)
  if (row === undefined) throw new Error('There is no such row.')
  return row
}

describe('runs', () => {
  it('differ where those that tell do not tell the same', () => {
    expect(rowOf(resultWith('pass'), resultWith('fail')).agreement).toBe('differ')
    expect(rowOf(resultWith('pass'), resultWith('unsupported'), resultWith('fail')).agreement).toBe('differ')
    const reading = (shownReading: Reading) => resultWith('fail', { shownReading })
    expect(rowOf(reading('qualified'), reading('contradicted')).agreement).toBe('differ')
  })

  it('differ where something is missing that is known to be missing there', () => {
    const known = resultWith('unsupported', { expectation: EXPECTATION })
    expect(rowOf(resultWith('pass'), known)).toMatchObject({
      agreement: 'differ',
      cells: [{ standing: 'expected' }, { standing: 'known' }],
    })
  })

  it('agree in part where some tell nothing: unsupported, unresolved, not reached, not part of the run', () => {
    for (const silent of [resultWith('unsupported'), resultWith('unresolved'), resultWith('untested'), null]) {
      expect(rowOf(resultWith('pass'), silent).agreement).toBe('partly')
    }
  })

  it('are alike where all tell the same, be it a fail', () => {
    expect(rowOf(resultWith('pass'), resultWith('pass')).agreement).toBe('alike')
    expect(rowOf(resultWith('fail'), resultWith('fail')).agreement).toBe('alike')
  })
})

describe('a cell', () => {
  it('has the reading that was shown where that is not the catalogue’s', () => {
    const { cells } = rowOf(resultWith('pass'), resultWith('fail', { shownReading: 'contradicted' }))
    expect(cells.map((cell) => cell?.reads)).toEqual([null, 'contradicted'])
  })

  it('is not as expected if it fails, or is not as was known of the stack', () => {
    const over = resultWith('pass', { expectation: EXPECTATION })
    const { cells } = rowOf(resultWith('fail'), over, resultWith('unsupported'), null)
    expect(cells.map((cell) => cell?.standing)).toEqual(['unexpected', 'unexpected', 'untold', undefined])
  })
})

describe('the rows of real runs', () => {
  const columns = columnsOf([stackRun('linux'), stackRun('gvisor')])

  it('are in the order of the catalogue, with what differs', () => {
    expect(rowsOf(columns).map(({ id, agreement }) => [id, agreement])).toEqual([
      ['lifecycle/client-order', 'alike'],
      ['listen/full-backlog', 'partly'],
      ['connect/bad-address', 'differ'],
      ['readiness/peer-fin', 'differ'],
      ['udp/connected-filters', 'differ'],
    ])
  })

  it('are told to programs with verdict, reason and page', () => {
    const json = matrixJson(columns, rowsOf(columns))
    expect(json.columns.map(({ label, folder, complete }) => [label, folder, complete])).toEqual([
      ['linux', 'linux', true],
      ['gvisor', 'gvisor', true],
    ])
    const claim = json.claims.find(({ id }) => id === 'connect/bad-address')
    expect(claim).toMatchObject({
      agreement: 'differ',
      cells: [
        { verdict: 'pass', standing: 'expected', reason: null, page: 'linux/claims/connect/bad-address.html' },
        { verdict: 'fail', standing: 'known', page: 'gvisor/claims/connect/bad-address.html' },
      ],
    })
    expect(claim?.cells[1]?.reason).toContain('connect() gives EINVAL')
    expect(claim?.cells[1]?.link).toMatch(/^https:/)
  })

  it('have a place for every run, also where a claim was not planned or not reached', () => {
    const all = columnsOf(manyRuns())
    const json = matrixJson(all, rowsOf(all))
    for (const { cells } of json.claims) expect(cells).toHaveLength(4)
    const missing = json.claims.find(({ id }) => id === 'close/half-close')
    expect(missing).toMatchObject({ says: null, cells: [null, null, { verdict: 'untested', page: null }, null] })
  })
})
