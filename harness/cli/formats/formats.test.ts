import { describe, expect, test } from 'vitest'
import { evidenceOf, resultWith } from '../testing/records.ts'
import { formatList } from './format.ts'
import { githubAnnotations } from './github.ts'
import { junit } from './junit.ts'

describe('A list of formats', () => {
  test('may name several', () => expect(formatList('html, junit')).toEqual(['html', 'junit']))
  test('names no others', () =>
    expect(() => formatList('html,pdf')).toThrow('«pdf» is none of html, junit, github, none.'))
  test('is none or some', () => expect(() => formatList('none,html')).toThrow('none stands alone'))
})

describe('JUnit', () => {
  const results = [
    resultWith('a/passes', 'pass'),
    resultWith('a/fails', 'fail', { reason: '1 < 2 & "so" on\u0000' }),
    resultWith('b/breaks', 'unresolved'),
    resultWith('b/lacks', 'unsupported'),
    resultWith('b/mutant', 'fail', { mutant: 'm' }),
  ]
  const text = junit(
    evidenceOf(results, { plan: { results: 6, claims: [...results.map(({ claim }) => claim.id), 'c/later'] } }),
  )

  test('counts what failed, broke and was skipped, in all and by chapter', () => {
    expect(text).toContain('<testsuites name="sockproof" tests="6" failures="1" errors="1" skipped="2"')
    expect(text).toContain('<testsuite name="b" tests="3" failures="0" errors="1" skipped="1"')
  })

  test('gives the reason, whatever characters are in it', () => {
    expect(text).toContain('<failure message="fail: 1 &lt; 2 &amp; &quot;so&quot; on�">')
  })

  test('has what was not reached', () => {
    expect(text).toMatch(/<testcase name="c\/later".*\n<skipped message="untested: the run ended/)
  })

  test('takes a killed mutant for a test that passed', () => {
    expect(text).toMatch(/<testcase name="b\/mutant on m" classname="b\.mutant" time="0\.001"\/>/)
  })
})

test('GitHub is told what is unexpected and what was not tested, a line each', () => {
  const results = [
    resultWith('a/passes', 'pass'),
    resultWith('a/fails', 'fail', { reason: 'one\ntwo, 100%' }),
    resultWith('a/lacks', 'unsupported'),
  ]
  expect(githubAnnotations(results)).toEqual([
    '::error title=a/fails%3A fail::a claim made for a test%0Aone%0Atwo, 100%25%0AAgain: sockproof verify a/fails',
    '::warning title=a/lacks%3A unsupported::a claim made for a test%0Abecause of unsupported%0AAgain: sockproof verify a/lacks',
  ])
})
