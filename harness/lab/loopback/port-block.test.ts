import { expect, test } from 'vitest'
import { takePortBlock } from './port-block.ts'

test('No two labs have the same block of ports at the same time, and the ports end below the ephemeral ones', () => {
  using one = takePortBlock()
  using other = takePortBlock()
  expect(Math.abs(one.first - other.first)).toBeGreaterThanOrEqual(200)
  for (const { first } of [one, other]) {
    expect(first).toBeGreaterThan(1024)
    expect(first + 200).toBeLessThanOrEqual(32_768)
  }
})

test('A block can be taken again once it was given back', () => {
  const all = Array.from({ length: 100 }, () => takePortBlock())
  expect(new Set(all.map(({ first }) => first)).size).toBe(100)
  expect(() => takePortBlock()).toThrow('fewer --jobs')
  for (const block of all) block[Symbol.dispose]()
  expect(() => takePortBlock()[Symbol.dispose]()).not.toThrow()
})
