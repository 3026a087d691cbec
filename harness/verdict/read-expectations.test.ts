import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readExpectations } from './read-expectations.ts'

const GOOD = `stack: gvisor
deviations:
  - claims: [listen/full-backlog]
    verdict: fail
    reason: It sends no SYN cookies.
    link: https://example.org/1
    versions: { measured: ['4.4.0'] }
    expires: 2027-01-31
`

function read(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-test-'))
  try {
    writeFileSync(join(folder, 'gvisor.yaml'), text)
    return readExpectations(join(folder, 'gvisor.yaml'), ['listen/full-backlog'])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('A file of expectations gives its deviations; a range that is not given is open', () => {
  const { stack, deviations } = read(GOOD)
  expect(stack).toBe('gvisor')
  expect(deviations).toEqual([
    {
      claims: ['listen/full-backlog'],
      verdict: 'fail',
      reason: 'It sends no SYN cookies.',
      link: 'https://example.org/1',
      versions: { measured: ['4.4.0'], from: null, before: null },
      expires: '2027-01-31',
    },
  ])
})

test.each([
  ['is no YAML', GOOD.replace('[listen', '[[listen'), /gvisor\.yaml:\d+:\d+: /],
  ['has another verdict', GOOD.replace('fail', 'broken'), /gvisor\.yaml:4:14: deviations\.0\.verdict: /],
  ['lacks the link', GOOD.replace(/.*link.*\n/, ''), /gvisor\.yaml:3:5: deviations\.0\.link: /],
  ['has a day that is none', GOOD.replace('01-31', '02-31'), /gvisor\.yaml:8:14: deviations\.0\.expires: /],
  ['names no version', GOOD.replace("'4.4.0'", ''), /gvisor\.yaml:7:27: deviations\.0\.versions\.measured: /],
  ['says something unknown', GOOD.replace('reason', 'because'), /gvisor\.yaml:3:5: /],
  [
    'names a claim that there is not',
    GOOD.replace('full-', 'empty-'),
    /gvisor\.yaml:3:14: there is no claim listen\/empty-backlog/,
  ],
])('A file that %s is refused with its line and column', (_what, text, message) => {
  expect(() => read(text)).toThrow(message)
})

test('A file that is not there is told of', () => {
  expect(() => readExpectations('/no/such/file.yaml', [])).toThrow(
    /Cannot read expectations from \/no\/such\/file\.yaml/,
  )
})
