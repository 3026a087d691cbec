import { expect, test } from 'vitest'
import { claimIds } from '../../harness/claim/catalogue.ts'
import { listOf, WITNESSES } from './table.ts'

const CLAIMS = WITNESSES.map(({ claim }) => claim)

test('Twenty claims or more have a second witness', () => {
  expect(new Set(CLAIMS).size).toBeGreaterThanOrEqual(20)
})

test('The second witnesses are those of claims in the catalogue', () => {
  expect(claimIds(`${import.meta.dirname}/..`)).toEqual(expect.arrayContaining(CLAIMS))
})

test('The list in README.md is that of the witnesses', async () => {
  await expect(listOf(WITNESSES)).toMatchFileSnapshot('README.md')
})
