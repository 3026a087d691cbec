import { expect, test } from 'vitest'
import { countingText, firstDifference } from './counting-text.ts'

test('Counting text has the length asked for, and counts', () => {
  expect(countingText(0).toString()).toBe('')
  expect(countingText(11).toString()).toBe('0 1 2 3 4 5')
  expect(countingText(23).toString()).toBe('0 1 2 3 4 5 6 7 8 9 10 ')
  expect(countingText(100_000)).toHaveLength(100_000)
})

test('A byte lost, doubled or moved anywhere is found', () => {
  const text = countingText(500)
  for (let at = 0; at < 498; at += 1) {
    const [head, tail] = [text.subarray(0, at), text.subarray(at)]
    expect(firstDifference(text, Buffer.concat([head, tail.subarray(1)]))).not.toBeNull()
    expect(firstDifference(text, Buffer.concat([head, tail.subarray(0, 1), tail]))).not.toBeNull()
  }
})

test('The first difference says where it is and what stands there', () => {
  expect(firstDifference(Buffer.from('0 1 2'), Buffer.from('0 1 2'))).toBeNull()
  expect(firstDifference(Buffer.from('0 1 2'), Buffer.from('0 2'))).toEqual({ at: 2, expected: '1 2', found: '2' })
  expect(firstDifference(Buffer.from('0 1 2'), Buffer.from('0 '))).toEqual({ at: 2, expected: '1 2', found: '' })
})
