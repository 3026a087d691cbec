import { expect, test } from 'vitest'
import type { CallEvent } from '../../harness/evidence/trace-schema.ts'
import { fold } from './fold.ts'
import type { Item } from './model.ts'

const call = (at: number, outcome: string | null, column = 0): Item => ({
  kind: 'call',
  at,
  until: outcome === null ? null : at + 1,
  column,
  who: null,
  text: { asked: 'ioctl(SIOCOUTQ)', outcome, failed: false },
  event: {} as CallEvent,
})

const note: Item = { kind: 'note', at: 2, column: null, source: 'experiment', says: 'a step' }

const told = (items: readonly Item[]) =>
  fold(items).map((item) => (item.kind === 'call' ? `${item.at}–${item.until} ${item.text.outcome}` : item.kind))

test('A call that is made again with the same result stands once, with how often', () => {
  expect(told([call(0, '= 5'), call(2, '= 5'), call(4, '= 5'), call(6, '= 0')])).toEqual([
    '0–5 = 5, 3 times',
    '6–7 = 0',
  ])
})

test('What something else comes between, or another program makes, or has not returned, stands by itself', () => {
  expect(told([call(0, '= 5'), note, call(3, '= 5')])).toEqual(['0–1 = 5', 'note', '3–4 = 5'])
  expect(told([call(0, '= 5'), call(2, '= 5', 1)])).toHaveLength(2)
  expect(told([call(0, null), call(2, null)])).toHaveLength(2)
})
