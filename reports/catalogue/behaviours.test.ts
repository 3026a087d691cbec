import { expect, test } from 'vitest'
import { claimOf, resultOf } from '../fixtures/records.ts'
import { behavioursOf } from './behaviours.ts'
import type { ClaimEntry } from './entry.ts'

const BACKLOG = { number: 19, says: 'the queue', suites: ['gVisor'] }
const RELISTEN = { number: 18, says: 'listen() again', suites: ['netsem'] }

function entry(id: string, behaviours: (typeof BACKLOG)[]): ClaimEntry {
  const claim = claimOf({ id, says: 'It is so.', behaviours })
  return { id, claim, results: [], mutants: [], main: resultOf(claim, {}), outcome: 'pass' }
}

test('Behaviours come in the order of their numbers, each with all the claims that show it', () => {
  const entries = [entry('listen/two', [BACKLOG, RELISTEN]), entry('listen/one', [BACKLOG]), entry('bind/none', [])]
  expect(behavioursOf(entries).map(({ number, claims }) => [number, claims.map(({ id }) => id)])).toEqual([
    [18, ['listen/two']],
    [19, ['listen/two', 'listen/one']],
  ])
})

test('A claim that was not reached shows nothing', () => {
  expect(behavioursOf([{ ...entry('listen/one', []), claim: null }])).toEqual([])
})
