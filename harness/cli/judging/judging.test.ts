import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { AnyClaim } from '../../claim/claim.ts'
import type { Condition, ResultRecord } from '../../evidence/schema.ts'
import { resultFor } from '../../evidence/testing/records.ts'
import type { Json } from '../../evidence/trace-schema.ts'
import { scenario } from '../../experiment/experiment.ts'
import { loopback } from '../../lab/plan.ts'
import { butNot, equal } from '../../verdict/conditions.ts'
import { changeText } from './changes.ts'
import { compare, isAsBefore } from './comparison.ts'
import { judgeAgain } from './judge-again.ts'

type Judge = (seen: Json, input: Json) => readonly (Condition | readonly Condition[])[]

const ONE: Judge = (seen) => [equal(seen, 1, 'what was seen')]

/** A claim as it is now, of which only the judge matters. */
function claimNow(judge: Judge, reading: AnyClaim['reading'] = 'holds'): AnyClaim {
  const experiment = scenario(loopback(['host']), async () => 1) as AnyClaim['experiment']
  const about = {
    says: 'One is one.',
    level: 'must',
    sources: [],
    why: '',
    method: [],
    byHand: [],
    mutants: [],
  } as const
  return { ...about, reading, experiment, judge }
}

/** A result as it was stored. */
function stored(observations: readonly Json[], parts: Partial<ResultRecord> = {}): ResultRecord {
  const runs = observations.map((observation) => ({
    observation,
    conditions: [equal(observation, 1, 'what was seen')],
    trace: null,
    shown: null,
  }))
  const verdict = { outcome: 'pass', reason: null, detail: null } as const
  return { ...resultFor('a/claim'), runs, verdict, ...parts }
}

const FAIL = { outcome: 'fail', reason: 'what was seen: expected 1, observed 2.', detail: null } as const
const MUTANT = { name: 'liar', says: 'it lies' }

function comparison(record: ResultRecord, claim: AnyClaim) {
  const compared = compare(record, judgeAgain(claim, record))
  return { ...compared, text: stripVTControlCharacters(changeText(compared) ?? ''), good: isAsBefore(compared) }
}

describe('judged again', () => {
  test('by the same judge, a result stays and nothing is told of it', () => {
    expect(comparison(stored([1, 1]), claimNow(ONE))).toMatchObject({ good: true, text: '', verdictChanged: false })
  })

  test('a stored fail stays a fail, and is told', () => {
    const { good, text } = comparison(stored([1, 2], { verdict: FAIL }), claimNow(ONE))
    expect(good).toBe(false)
    expect(text).toBe('✗ a/claim\n  fail, as before\n  what was seen: expected 1, observed 2.')
  })

  test('by a changed judge, the verdict changes, with the condition before and now', () => {
    const { good, text } = comparison(
      stored([1]),
      claimNow((seen) => [equal(seen, 2, 'what was seen')]),
    )
    expect(good).toBe(false)
    expect(text).toBe(
      '✗ a/claim\n  before pass, now fail\n' +
        '  before: what was seen: expected 1, observed 1 (met)\n  now:    what was seen: expected 2, observed 1 (not met)',
    )
  })

  test('by a judge with one more condition that is met, the verdict stays, and the change is told', () => {
    const more: Judge = (seen) => [equal(true, true, 'more'), equal(seen, 1, 'what was seen')]
    expect(comparison(stored([1]), claimNow(more))).toMatchObject({
      good: true,
      text: expect.stringContaining('pass, as before; the conditions changed\n  before: no such condition'),
    })
  })

  test('a killed mutant must still be killed', () => {
    const killed = stored([2], { mutant: MUTANT, verdict: FAIL })
    expect(comparison(killed, claimNow(ONE))).toMatchObject({ good: true, text: '' })
    const blunt = comparison(
      killed,
      claimNow(() => [equal(0, 0, 'nothing much')]),
    )
    expect(blunt).toMatchObject({
      good: false,
      text: expect.stringContaining('✗ a/claim on liar\n  before killed, now survived'),
    })
  })

  test('the input of a property is what the judge is given besides', () => {
    const run = { input: { n: 3 }, observation: 3, conditions: [], trace: null, shown: null }
    const judge: Judge = (seen, input) => [equal({ n: seen }, input, 'n')]
    expect(judgeAgain(claimNow(judge), stored([], { runs: [run] }))?.verdict.outcome).toBe('pass')
  })

  test('a judge that throws, or shows no case of a contradicted claim, decides nothing', () => {
    const thrown = comparison(
      stored([1]),
      claimNow(() => {
        throw new TypeError('seen.flags is undefined')
      }),
    )
    expect(thrown.text).toContain('before pass, now unresolved\n  The judge could not decide: seen.flags is undefined')
    expect(comparison(stored([1]), claimNow(ONE, 'contradicted')).now.verdict.outcome).toBe('unresolved')
    const shown = claimNow((seen) => [butNot('it is one', equal(seen, 1, 'what was seen'))], 'contradicted')
    expect(comparison(stored([1]), shown).now).toMatchObject({
      verdict: { outcome: 'pass' },
      shownReading: 'contradicted',
    })
  })
})

test.each(['unresolved', 'unsupported', 'untested'] as const)(
  'What was %s was never judged, and stays so',
  (outcome) => {
    const record = stored([1], { verdict: { outcome, reason: 'so', detail: null } })
    expect(judgeAgain(claimNow(ONE), record)).toBe(null)
  },
)

test('A verdict without observations stays: nothing passes because nothing is there', () => {
  expect(judgeAgain(claimNow(ONE), stored([], { verdict: FAIL }))).toBe(null)
})
