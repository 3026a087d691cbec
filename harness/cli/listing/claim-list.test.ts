import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { claimOf } from '../../../reports/fixtures/records.ts'
import type { ClaimDescription } from '../../evidence/schema.ts'
import type { Described } from '../catalogue/describe.ts'
import { claimList } from './claim-list.ts'

function described(id: string, fields: Partial<ClaimDescription>): Described {
  return { id, claim: claimOf({ id, says: 'One is one.', ...fields }), error: null }
}

const CLAIMS: readonly Described[] = [
  described('close/resets', { says: 'Unread data\u001b[2J resets, which is a long statement.', kind: 'property' }),
  described('listen/hears', { kind: 'witness', reading: 'contradicted' }),
  described('listen/bound', {}),
  { id: 'zoo/broken', claim: null, error: 'no such file' },
]

const list = (columns: number): string => stripVTControlCharacters(claimList(CLAIMS, columns))

test('Claims stand by chapter, in the order of the catalogue, with kind, reading and statement', () => {
  expect(list(60)).toBe(
    `
listen/  listen and the backlog
  ∃ hears   contradicted  One is one.
  · bound   holds         One is one.

close/  Closing
  ∀ resets  holds         Unread data⟨U+001B⟩[2J resets, wh…

zoo/
    broken  cannot be loaded: no such file

∀ for every input   ∃ seen at least once   · acted out once`.slice(1),
  )
})

test('No line is wider than the terminal, and none is cut where there is no terminal', () => {
  const lines = list(60).split('\n')
  expect(Math.max(...lines.map((line) => [...line].length))).toBe(60)
  expect(list(Number.POSITIVE_INFINITY)).toContain('which is a long statement.')
})
