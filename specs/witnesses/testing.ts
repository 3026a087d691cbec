import { expect, test } from 'vitest'
import type { Testimony, Witness } from './witness.ts'

/** Tests that witnesses agree with their claims, and that each would contradict a claim that got something wrong. */
export function testWitnesses(witnesses: readonly Witness[]): void {
  for (const { claim, who, says, contradicts, testify, mistaken } of witnesses) {
    let testimony: Promise<Testimony> | undefined

    test(`${claim}: ${who} ${says}`, async () => {
      testimony = testify()
      const { ours, theirs, details } = await testimony
      expect(theirs).toEqual(ours)
      expect(details.theirs).toEqual(details.ours)
    })

    test(`${claim}: ${who} would contradict it if ${contradicts.says}`, async () => {
      testimony ??= testify()
      const { theirs } = await testimony
      const wrong = await mistaken()
      expect(theirs.slice(0, wrong.length)).not.toEqual(wrong)
    })
  }
}
