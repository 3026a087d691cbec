import { expect, test } from 'vitest'
import type { Outcome, ResultRecord } from '../evidence/schema.ts'
import { resultFor } from '../evidence/testing/records.ts'
import { Slimmer } from './slim.ts'

const trace = { startedAt: '0', endedAt: 1, events: [], elided: 0, lostPackets: 0 }

function record(repeat: number, outcome: Outcome): ResultRecord {
  const runs = [{ observation: 1, conditions: [], trace, shown: 'example' as const }]
  return { ...resultFor('a/b'), repeat, runs, verdict: { outcome, reason: null, detail: null } }
}

test('The first run is kept as it is, of later ones that pass the verdict alone', () => {
  const slimmer = new Slimmer()
  const [first, second] = [record(0, 'pass'), record(1, 'pass')]
  expect(slimmer.slim(first)).toBe(first)
  expect(slimmer.slim(second)).toMatchObject({ repeat: 1, runs: [], verdict: { outcome: 'pass' } })
})

test('Runs that do not pass keep their timelines, as long as there are not too many', () => {
  const slimmer = new Slimmer()
  const runs = Array.from({ length: 30 }, (_, repeat) => slimmer.slim(record(repeat + 1, 'fail')))
  expect(runs.filter((run) => run.runs[0]?.trace !== null)).toHaveLength(10)
  expect(runs.every(({ runs: [run] }) => run?.observation === 1)).toBe(true)
})
