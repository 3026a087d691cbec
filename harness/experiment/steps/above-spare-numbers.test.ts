import { closeSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aboveSpareNumbers } from './above-spare-numbers.ts'

test('What is opened after the number was closed gets another number', async () => {
  const number = await aboveSpareNumbers(async () => openSync('/dev/null', 'r'))
  closeSync(number)
  const others = Array.from({ length: 8 }, () => openSync('/dev/null', 'r'))
  for (const other of others) closeSync(other)
  expect(others).not.toContain(number)
})
