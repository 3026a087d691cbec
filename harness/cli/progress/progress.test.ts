import { describe, expect, test } from 'vitest'
import { resultWith } from '../testing/records.ts'
import { plainProgress } from './plain.ts'
import { resultLine } from './result-line.ts'
import { statusLines } from './status-lines.ts'

describe('The line of a result', () => {
  test.each([
    [resultWith('a/b', 'pass'), '✓ pass        a/b 0.0 s'],
    [resultWith('a/b', 'fail', { reason: 'it is not\nat all' }), '✗ fail        a/b 0.0 s  it is not'],
    [
      resultWith('a/b', 'unsupported', { reason: 'No nftables here: why. To mend it: so.' }),
      '○ unsupported a/b 0.0 s  No nftables here',
    ],
    [resultWith('a/b', 'fail', { mutant: 'm' }), '✓ killed      a/b on m 0.0 s'],
    [resultWith('a/b', 'pass', { mutant: 'm' }), '✗ survived    a/b on m 0.0 s'],
  ])('%#', (result, line) => expect(resultLine(result)).toBe(line))
})

describe('The state of a run', () => {
  const status = { done: 12, planned: 48, unexpected: 0, running: new Map<string, number>(), startedAt: 0 }

  test('tells how far it is', () => {
    const [head] = statusLines(status, 80, 3_250)
    expect(head).toMatch(/^━{24} 12\/48 · 3\.3 s$/)
    expect(statusLines({ ...status, unexpected: 2 }, 80, 0)[0]).toContain('2 unexpected')
  })

  test('tells what runs, the longest first', () => {
    const running = new Map([
      ['b/new', 2_000],
      ['a/old', 0],
    ])
    expect(statusLines({ ...status, running }, 80, 3_000).slice(1)).toEqual(['  a/old 3.0 s', '  b/new 1.0 s'])
  })

  test('fits into the terminal, however long names are and however many there are', () => {
    const running = new Map(Array.from({ length: 50 }, (_, index) => [`chapter/${'x'.repeat(100)}${index}`, 0]))
    const lines = statusLines({ ...status, running }, 40, 1_000)
    expect(lines.length).toBeLessThan(12)
    expect(lines.at(-1)).toContain('and 42 more')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40)
  })
})

test('Where there is no terminal each result is a line', () => {
  const lines: string[] = []
  const progress = plainProgress((line) => lines.push(line), 'results')
  progress.onBegin('a/b')
  progress.onOutput('a spec says so\n')
  progress.onResult(resultWith('a/b', 'pass'))
  progress.onEnd('a/b')
  progress.close()
  expect(lines).toEqual(['a spec says so', '✓ pass        a/b 0.0 s'])
})
