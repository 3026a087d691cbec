import { closeSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withRoomFor } from './descriptor-limit.ts'

test('So many more descriptors can be opened, and as many as before afterwards', () => {
  const opened: number[] = []
  const open = (): void => void opened.push(openSync('/dev/null', 'r'))
  withRoomFor(3, ({ limit, descriptors }) => {
    for (let count = 0; count < 3; count += 1) open()
    expect(open).toThrow('EMFILE')
    expect(descriptors()).toBe(limit)
  })
  expect(open).not.toThrow()
  for (const number of opened) closeSync(number)
})
