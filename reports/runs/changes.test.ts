import { describe, expect, it } from 'vitest'
import type { Expectation, HeaderRecord, Outcome, ResultRecord } from '../../harness/evidence/schema.ts'
import { claimOf, footerOf, headerOf, resultOf } from '../fixtures/records.ts'
import { runGiven, stackRun } from '../fixtures/stacks.ts'
import { diffSentence } from '../words/diff.ts'
import { compareRuns, type Turn } from './changes.ts'
import type { RunGiven } from './column.ts'

const CLAIM = claimOf({ id: 'listen/one', says: 'One is one.' })
const KNOWN: Expectation = {
  verdict: 'fail',
  reason: 'as it is there',
  link: 'https://example.org',
  versions: { measured: ['1'], from: null, before: null },
  expires: '2030-01-01',
}

function run(results: readonly ResultRecord[], header: Partial<HeaderRecord> = {}): RunGiven {
  return runGiven({ header: headerOf(results, header), results, footer: footerOf(results), problems: [] })
}

type Came = Outcome | 'known' | 'gone'

function runThatCameTo(came: Came): RunGiven {
  const other = resultOf({ ...CLAIM, id: 'listen/other' })
  if (came === 'gone') return run([other])
  const outcome = came === 'known' ? 'fail' : came
  const fields = {
    verdict: { outcome, reason: null, detail: null },
    shownReading: outcome === 'pass' ? CLAIM.reading : null,
  }
  return run([other, resultOf(CLAIM, { ...fields, expectation: came === 'known' ? KNOWN : null })])
}

describe('a claim that came out otherwise', () => {
  it.each<[Came, Came, Turn]>([
    ['pass', 'fail', 'worse'],
    ['pass', 'unresolved', 'worse'],
    ['unsupported', 'fail', 'worse'],
    ['known', 'unresolved', 'worse'],
    ['gone', 'fail', 'worse'],
    ['fail', 'pass', 'mended'],
    ['unresolved', 'pass', 'mended'],
    ['known', 'pass', 'mended'],
    ['unresolved', 'known', 'mended'],
    ['pass', 'unsupported', 'lost'],
    ['fail', 'untested', 'lost'],
    ['pass', 'gone', 'lost'],
    ['unsupported', 'pass', 'gained'],
    ['gone', 'pass', 'gained'],
    ['untested', 'known', 'gained'],
    ['pass', 'known', 'otherwise'],
    ['fail', 'unresolved', 'otherwise'],
    ['unsupported', 'untested', 'otherwise'],
  ])('%s → %s is %s', (before, after, turn) => {
    const { changes, unchanged } = compareRuns(runThatCameTo(before), runThatCameTo(after))
    expect(changes.map((change) => [change.row.id, change.turn])).toEqual([[CLAIM.id, turn]])
    expect(unchanged).toHaveLength(1)
  })

  it('is one that shows another reading with the same verdict', () => {
    const failed = { verdict: { outcome: 'fail', reason: null, detail: null } } as const
    const [one, two] = (['qualified', 'contradicted'] as const).map((shownReading) =>
      run([resultOf(CLAIM, { ...failed, shownReading })]),
    )
    if (one === undefined || two === undefined) throw new Error('Two runs were made.')
    expect(compareRuns(one, two).changes).toMatchObject([{ turn: 'otherwise' }])
  })

  it('is told with the worst first', () => {
    const ids = ['listen/a', 'listen/b'].map((id) => claimOf({ id, says: id }))
    const verdicts = (outcomes: readonly Outcome[]): RunGiven =>
      run(
        ids.map((claim, index) =>
          resultOf(claim, { verdict: { outcome: outcomes[index] ?? 'pass', reason: null, detail: null } }),
        ),
      )
    const runs = compareRuns(verdicts(['fail', 'pass']), verdicts(['pass', 'fail']))
    expect(runs.changes.map(({ row, turn }) => [row.id, turn])).toEqual([
      ['listen/b', 'worse'],
      ['listen/a', 'mended'],
    ])
    expect(diffSentence(runs)).toBe('2 of 2 claims changed: 1 worse and 1 mended.')
  })
})

describe('two runs that came to the same', () => {
  it('have no changes, even if they took longer and observed other values', () => {
    const [one, two] = [run([resultOf(CLAIM, { milliseconds: 1 })]), run([resultOf(CLAIM, { milliseconds: 900 })])]
    const runs = compareRuns(one, two)
    expect(runs.changes).toEqual([])
    expect(diffSentence(runs)).toBe('1 claim: nothing changed.')
  })

  it('tell what changed around them', () => {
    const { fingerprint } = headerOf([])
    const sysctls = { 'net.core.somaxconn': '128' }
    const later = run([resultOf(CLAIM)], { fingerprint: { ...fingerprint, kernel: '7.1', sysctls, tools: {} } })
    const { changes, environment } = compareRuns(run([resultOf(CLAIM)]), later)
    expect(changes).toEqual([])
    expect(environment.map(({ name, values }) => [name, ...values])).toEqual([
      ['Kernel', 'Linux 6.18.3', 'Linux 7.1'],
      ['tool iproute2', 'iproute2-6.15.0', null],
      ['tool python3', 'Python 3.13.5', null],
      ['sysctl net.core.somaxconn', '4096', '128'],
      ['sysctl net.ipv4.tcp_congestion_control', 'bbr', null],
    ])
  })
})

describe('Linux and gVisor', () => {
  it('are as known of gVisor where it deviates', () => {
    const { changes } = compareRuns(stackRun('linux'), stackRun('gvisor'))
    expect(changes.map(({ row, turn }) => [row.id, turn])).toEqual([
      ['listen/full-backlog', 'lost'],
      ['connect/bad-address', 'otherwise'],
      ['readiness/peer-fin', 'otherwise'],
      ['udp/connected-filters', 'otherwise'],
    ])
  })
})
