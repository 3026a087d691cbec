import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DOMAINS, EPOLL_EVENTS, MESSAGE_FLAGS, numberOf } from './constants.ts'

test('names made into bits are the names read from them, in the order of the table', () => {
  for (const set of [MESSAGE_FLAGS, EPOLL_EVENTS]) {
    const names = Object.keys(set.table)
    fc.assert(
      fc.property(fc.subarray(names), (some) => {
        expect(set.toNames(set.parse(some))).toEqual(some)
      }),
    )
  }
})

test('no names are no bits, and bits without a name are left out', () => {
  expect(MESSAGE_FLAGS.toBits(undefined)).toBe(0)
  expect(MESSAGE_FLAGS.toNames(0x4000_0000)).toEqual([])
})

test('a name that is not in the table is refused, a number is passed as it is', () => {
  expect(() => MESSAGE_FLAGS.parse(['MSG_NONE'])).toThrow('a flag must be one of MSG_OOB, MSG_PEEK')
  expect(() => numberOf(DOMAINS, JSON.parse('"AF_NONE"'))).toThrow('a number or one of AF_UNSPEC, AF_UNIX')
  expect(numberOf(DOMAINS, 77)).toBe(77)
})
