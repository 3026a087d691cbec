import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Evidence, isPartial, readEvidence } from '../../evidence/read.ts'
import type { ResultRecord } from '../../evidence/schema.ts'
import { type Ended, sockproof } from '../testing/sockproof.ts'
import { specsFolder, type TemporaryFolder, temporaryFolder } from '../testing/specs-folder.ts'

const FOREVER = 'for (;;);'

describe('verify, when specs are broken', () => {
  let [specs, out]: TemporaryFolder[] = []
  let ended: Ended
  let evidence: Evidence

  beforeAll(async () => {
    specs = specsFolder({
      'good/one': {},
      'good/two': {},
      'bad/experiment-throws': { run: "throw new Error('no luck')" },
      'bad/judge-throws': { judge: "throw new Error('no verdict')" },
      'bad/throws-when-loaded': { load: "throw new Error('not today')" },
      'bad/declares-nothing': 'export default 1',
      'bad/waits-for-ever': { run: "tools.say('waiting'); await new Promise(() => {})" },
      'bad/loops-for-ever': { run: FOREVER },
      'bad/loops-when-loaded': { load: FOREVER },
      'bad/ends-its-process': { run: 'process.kill(process.pid, "SIGKILL")' },
      'bad/is-no-javascript': 'export default {{{',
    })
    out = temporaryFolder()
    ended = await sockproof(['verify', '--deadline', '1', '--jobs', '2', '--format', 'html,junit', '--out', out.path], {
      specs,
    })
    evidence = readEvidence(out.file('evidence.jsonl'))
  }, 60_000)

  afterAll(() => {
    specs?.[Symbol.dispose]()
    out?.[Symbol.dispose]()
  })

  const resultOf = (id: string): ResultRecord => {
    const [only, ...others] = evidence.results.filter(({ claim }) => claim.id === id)
    expect(others).toEqual([])
    if (only === undefined) throw new Error(`No result of ${id}:\n${ended.out}\n${ended.err}`)
    return only
  }

  test('ends with 1', () => expect(ended).toMatchObject({ code: 1, err: '' }))

  test('runs the others', () => {
    expect(resultOf('good/one').verdict.outcome).toBe('pass')
    expect(resultOf('good/two').verdict.outcome).toBe('pass')
  })

  test.each([
    ['bad/experiment-throws', 'no luck'],
    ['bad/judge-throws', 'no verdict'],
    ['bad/throws-when-loaded', 'not today'],
    ['bad/declares-nothing', 'declares no claim'],
    ['bad/is-no-javascript', 'could not be loaded'],
    ['bad/waits-for-ever', 'did not come to its end within 1 s'],
    ['bad/loops-for-ever', 'did not give way'],
    ['bad/loops-when-loaded', 'Loading the spec did not come to its end'],
    ['bad/ends-its-process', 'ended before the claim did'],
  ])('%s is unresolved, and says «%s»', (id, reason) => {
    const { verdict } = resultOf(id)
    expect(verdict.outcome).toBe('unresolved')
    expect(verdict.reason).toContain(reason)
    expect(ended.out).toContain(id)
  })

  test('keeps the timeline of what waited for ever', () => {
    const events = resultOf('bad/waits-for-ever').runs[0]?.trace?.events ?? []
    expect(events.map((event) => (event.kind === 'fact' ? event.says : ''))).toContain('waiting')
  })

  test('keeps the statement of a claim whose process was lost', () => {
    expect(resultOf('bad/loops-for-ever').claim.says).toBe('One is one.')
  })

  test('gives evidence that is whole', () => {
    expect(evidence.header.plan.results).toBe(11)
    expect(evidence.results).toHaveLength(11)
    expect(isPartial(evidence)).toBe(false)
  })
})
