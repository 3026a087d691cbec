import fc from 'fast-check'
import { expect, test } from 'vitest'
import { disagreements } from './testing/agreement.ts'
import { conversations } from './testing/arbitrary-conversation.ts'
import { arbitraryFrame } from './testing/arbitrary-frame.ts'

test('the decoder and tshark read generated frames alike, field by field', () => {
  const manyFrames = fc.array(arbitraryFrame, { minLength: 300, maxLength: 300 })
  fc.assert(
    fc.property(manyFrames, (frames) => {
      expect(disagreements(frames.map(whole))).toEqual([])
    }),
    { numRuns: 1, endOnFailure: true },
  )
})

test('the relative numbers of any conversations are those of tshark', () => {
  fc.assert(
    fc.property(conversations, (frames) => {
      expect(disagreements(frames.map(whole))).toEqual([])
    }),
    { numRuns: 1, endOnFailure: true },
  )
})

function whole(bytes: Uint8Array): { length: number; bytes: Uint8Array } {
  return { length: bytes.byteLength, bytes }
}
