import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { claimIds } from '../harness/claim/catalogue.ts'
import { readExpectations } from '../harness/verdict/read-expectations.ts'

const FOLDER = join(import.meta.dirname, 'expectations')
const IDS = claimIds(import.meta.dirname)

describe.each(readdirSync(FOLDER))('%s', (name) => {
  const { stack, deviations } = readExpectations(join(FOLDER, name), IDS)

  test('is named after its stack', () => {
    expect(name).toBe(`${stack}.yaml`)
  })

  test('expects one thing of each claim and version', () => {
    const expected = deviations.flatMap(({ claims, versions: { from, before } }) =>
      claims.map((claim) => `${claim} from ${from} before ${before}`),
    )
    expect(expected).toEqual([...new Set(expected)])
  })

  test('gives each reason in one sentence, and where it is said', () => {
    for (const { reason, link } of deviations) {
      expect(reason).toMatch(/^\S[^.]*(\.\S[^.]*)*\.$/)
      expect(link).toMatch(/^https:\/\//)
    }
  })
})
