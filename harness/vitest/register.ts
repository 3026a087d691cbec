import { inject, type TestContext, test } from 'vitest'
import type { AnyClaim } from '../claim/claim.ts'
import { onClaim } from '../claim/declared.ts'
import type { Mutant } from '../claim/mutant.ts'
import type { ResultRecord } from '../evidence/schema.ts'
import { runClaim } from '../experiment/run-claim.ts'
import { claimId } from './claim-id.ts'
import { Spool } from './spool.ts'
import './context.ts'

/** Vitest calls this file before each spec: it makes a test of the claim that the spec declares. */
const context = inject('sockproof')
const spool = new Spool(context.spool)

onClaim((claim) => {
  switch (context.mode) {
    case 'verify':
      return register(claim, claim.says, null, 0)
    case 'soak':
      for (let repeat = 0; repeat < context.repeats; repeat += 1) register(claim, `run ${repeat + 1}`, null, repeat)
      return
    case 'mutants':
      if (claim.mutants.length === 0) return test('names a mutant', failForWantOfMutants)
      for (const mutant of claim.mutants) register(claim, `fails on ${mutant.name}`, mutant, 0)
  }
})

function failForWantOfMutants(): never {
  throw new Error('This claim names no mutant: nothing shows that its check can fail.')
}

function register(claim: AnyClaim, title: string, mutant: Mutant | null, repeat: number): void {
  // The claim keeps its own deadline; Vitest's is only there in case the harness itself hangs.
  test(title, { timeout: context.deadline * 2 + 30_000 }, async (test) => {
    const id = claimId(context.specs, test.task.file.filepath)
    spool.begin(id)
    const { stack, seed, runs, capabilities, patience, deadline } = context
    const record = await runClaim(id, claim, {
      stack,
      seed: seed + repeat,
      runs,
      mutant,
      capabilities,
      patience,
      deadline,
      repeat,
    })
    test.task.meta.sockproofRecord = spool.leave(record)
    settle(test, record)
  })
}

/** Tells Vitest what came of it: a mutant must fail, anything else must pass, and unsupported is skipped with its reason. */
function settle({ skip }: TestContext, { verdict: { outcome, reason }, mutant, again }: ResultRecord): void {
  if (outcome === 'unsupported') skip(reason ?? 'unsupported')
  else if (outcome !== (mutant === null ? 'pass' : 'fail')) {
    const unwanted =
      mutant === null ? outcome : `${outcome} on a mutant that it must fail on (it is wrong when ${mutant.says})`
    throw new Error(`${unwanted}${reason === null ? '' : `: ${reason}`}\n\nAgain: ${again}`)
  }
}
