import { expect, test } from 'vitest'
import { parseConntrackCounter } from './conntrack-counters.ts'

const TEXT = `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop
00000002  00000000 00000000 00000000 00000001 00000000 00000000 00000000 00000000 0000000a 00000000
00000002  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000000
`

test('A counter of connection tracking is summed over processors', () => {
  expect(parseConntrackCounter(TEXT, 'insert_failed')).toBe(11)
  expect(parseConntrackCounter(TEXT, 'invalid')).toBe(1)
})

test('A counter that there is not is told of', () => {
  expect(() => parseConntrackCounter(TEXT, 'searched')).toThrow('no counter searched')
})
