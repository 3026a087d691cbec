import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { BothEnds } from './both-ends.ts'

test('A list keeps as many items as it may at its beginning and its end, and counts the others', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 50 }), fc.integer({ min: 1, max: 12 }), (items, kept) => {
      const list = new BothEnds<number>(kept)
      for (const item of items) list.push(item)
      const dropped = Math.max(0, items.length - 2 * kept)
      expect(list.length).toBe(items.length)
      expect(list.dropped).toBe(dropped)
      expect(list.items()).toEqual(items.toSpliced(kept, dropped))
    }),
  )
})
