import { expect, inject, type TestContext, test } from 'vitest'
import { type AnyClaim, describeClaim } from '../claim/claim.ts'
import { onClaim } from '../claim/define.ts'
import type { Mutant } from '../claim/mutant.ts'
import type { ResultRecord } from '../evidence/schema.ts'
import { runClaim } from '../experiment/run-claim.ts'
import { blankRecord, NOT_ENDED, unknownClaim, type Wanted } from './blank-record.ts'
import { claimId } from './claim-id.ts'
import { endWithParent } from './end-with-parent.ts'
import { resultKey } from './result-key.ts'
import { Slimmer } from './slim.ts'
import { Spool } from './spool.ts'
import { blameStrays, forgetStrays, keepStrays } from './strays.ts'
import './context.ts'

/** Vitest calls this file before each spec: it makes a test of the claim that the spec declares. */
endWithParent()
keepStrays()
const context = inject('sockproof')
// What a claim makes among the temporary files goes with the run, also when this worker is ended.
process.env.TMPDIR = context.spool
const spool = new Spool(context.spool)
const done = new Set(context.done)
const { stack, seed, mode } = context
const slimmer = context.mode === 'soak' ? new Slimmer() : null
const loading = spool.begin(
  'loading',
  blankRecord({ claim: unknownClaim(thisClaim()), mutant: null, repeat: 0, stack, seed, mode }, NOT_ENDED),
)

onClaim((claim) => {
  spool.forget(loading)
  switch (context.mode) {
    case 'verify':
      return register(claim, claim.says, null, 0)
    case 'soak':
      for (let repeat = 0; repeat < context.repeats; repeat += 1) register(claim, `run ${repeat + 1}`, null, repeat)
      return
    case 'mutants':
      if (claim.mutants.length === 0) return registerWithoutMutants(claim)
      for (const mutant of claim.mutants) register(claim, `fails on ${mutant.name}`, mutant, 0)
  }
})

/** The id of the claim in the spec that is about to be loaded. */
function thisClaim(): string {
  return claimId(context.specs, expect.getState().testPath ?? '')
}

function register(claim: AnyClaim, title: string, mutant: Mutant | null, repeat: number): void {
  const { runs, choice, backend, capabilities, patience, deadline } = context
  registerRecord(title, claim, mutant, repeat, ({ claim: { id }, seed }) =>
    runClaim(id, claim, { stack, choice, backend, seed, runs, mutant, capabilities, patience, deadline, repeat }),
  )
}

function registerWithoutMutants(claim: AnyClaim): void {
  const reason = 'This claim names no mutant: nothing shows that its check can fail.'
  registerRecord('names a mutant', claim, null, 0, (wanted) =>
    blankRecord(wanted, { outcome: 'unresolved', reason, detail: null }),
  )
}

function registerRecord(
  title: string,
  claim: AnyClaim,
  mutant: Mutant | null,
  repeat: number,
  make: (wanted: Wanted) => ResultRecord | Promise<ResultRecord>,
): void {
  // The claim keeps its own deadline, and the watchdog looks after it; Vitest's is never to be reached.
  test(title, { timeout: 0 }, async (test) => {
    const wanted: Wanted = {
      claim: describeClaim(claimId(context.specs, test.task.file.filepath), claim),
      mutant: mutant && { name: mutant.name, says: mutant.says },
      repeat,
      stack,
      seed: seed + repeat,
      mode,
    }
    if (done.has(resultKey(wanted))) return
    const begun = spool.begin('running', blankRecord(wanted, NOT_ENDED))
    forgetStrays()
    const whole = blameStrays(await make(wanted))
    const record = slimmer?.slim(whole) ?? whole
    test.task.meta.sockproofRecord = spool.leave(record)
    spool.forget(begun)
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
