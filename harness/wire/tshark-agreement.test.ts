import fc from 'fast-check'
import { expect, test } from 'vitest'
import { disagreements } from './testing/agreement.ts'
import { arbitraryFrame } from './testing/arbitrary-frame.ts'

test('the decoder and tshark read generated frames alike, field by field', () => {
  const frames = fc.sample(arbitraryFrame, 300).map((bytes) => ({ length: bytes.byteLength, bytes }))
  expect(disagreements(frames)).toEqual([])
})
