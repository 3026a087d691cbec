import { expect, test } from 'vitest'
import { inRanges } from './in-ranges.ts'

test('neighbours with the same answer are one range', async () => {
  const error = async (number: number) => (number < 0 ? 'EINVAL' : number === 2 ? 'EACCES' : null)
  expect(await inRanges(-2, 4, error)).toEqual(['−2…−1: EINVAL', '0…1: no error', '2: EACCES', '3…4: no error'])
})

test('an answer that comes again later is a range of its own', async () => {
  expect(await inRanges(1, 3, async (number) => (number === 2 ? null : 'EIO'))).toEqual([
    '1: EIO',
    '2: no error',
    '3: EIO',
  ])
})
