import { release } from 'node:os'
import { type AnyClaim, describeClaim, judge } from '../claim/claim.ts'
import type { Mutant } from '../claim/mutant.ts'
import type { ResultRecord } from '../evidence/schema.ts'
import { buildLab } from '../lab/build.ts'
import { type Capabilities, missing } from '../lab/capability/capability.ts'
import { type LabPlan, needsOf } from '../lab/plan.ts'
import { missingSysctl } from '../lab/sysctls.ts'
import { libcStack } from '../sockets/libc/stack.ts'
import { conclude, unresolved } from '../verdict/conclude.ts'
import { drive } from './drive.ts'
import { Patience } from './patience.ts'
import { Stage } from './stage.ts'

/** How a claim is to be run. */
export interface RunOptions {
  readonly stack: string
  readonly seed: number
  readonly runs: number | null
  readonly mutant: Mutant | null
  readonly capabilities: Capabilities
  /** How long to wait for something to come about, in milliseconds, at the least. */
  readonly patience: number
  /** How long the claim may take as a whole, in milliseconds. */
  readonly deadline: number
  readonly repeat: number
}

/** A claim did not come to its end in time. */
class DeadlinePassed extends Error {
  override name = 'DeadlinePassed'

  constructor(milliseconds: number) {
    super(
      `The experiment did not come to its end within ${milliseconds / 1000} s. ` +
        'What it did until then is on its timeline; --deadline gives it longer.',
    )
  }
}

/** Puts a claim to the test on this machine and gives the record of it. Never throws because of what it tests. */
export async function runClaim(id: string, claim: AnyClaim, options: RunOptions): Promise<ResultRecord> {
  const startedAt = new Date().toISOString()
  const start = performance.now()
  const base = {
    kind: 'result' as const,
    claim: describeClaim(id, claim),
    stack: options.stack,
    mutant: options.mutant && { name: options.mutant.name, says: options.mutant.says },
    repeat: options.repeat,
    startedAt,
    expectation: null,
    again: `sockproof ${options.mutant === null ? 'verify' : 'mutants'} ${id} --seed ${options.seed}`,
  }
  const plan = options.mutant?.lab?.(claim.experiment.plan) ?? claim.experiment.plan
  const lacking = missing(needsOf(plan), options.capabilities) ?? lackingSysctl(plan)
  const ran = lacking === null ? await perform(claim, plan, options) : unsupported(lacking)
  return { ...base, milliseconds: performance.now() - start, ...ran }
}

type Ran = Omit<
  ResultRecord,
  'kind' | 'claim' | 'stack' | 'mutant' | 'repeat' | 'startedAt' | 'milliseconds' | 'again' | 'expectation'
>

const NOTHING = { lab: null, runs: [], property: null, attempts: null, counters: [], shownReading: null }

/** A sysctl that the plan asks for and that this kernel, an older one for example, does not have. */
function lackingSysctl({ sysctls }: LabPlan): Parameters<typeof unsupported>[0] | null {
  const name = missingSysctl(sysctls)
  if (name === null) return null
  return {
    name: `sysctl net.${name}`,
    reason: `the kernel ${release()} does not have it`,
    mend: 'run a kernel that has it; ip-sysctl in its documentation lists those of each',
  }
}

function unsupported({ name, reason, mend }: { name: string; reason: string; mend: string }): Ran {
  const verdict = {
    outcome: 'unsupported' as const,
    reason: `No ${name} here: ${reason}. To mend it: ${mend}.`,
    detail: null,
  }
  return { ...NOTHING, verdict }
}

async function perform(claim: AnyClaim, plan: LabPlan, options: RunOptions): Promise<Ran> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new DeadlinePassed(options.deadline)), options.deadline)
  try {
    await using stage = openStage(plan, options, deadline.signal)
    const driven = await drive(claim.experiment, stage, {
      seed: options.seed,
      runs: options.runs,
      shrink: options.mutant === null,
      judge: (seen, input) => judge(claim, seen, input),
    })
    const { runs, property, attempts } = driven
    const counters = [...stage.counterChanges()]
    return { runs: [...runs], property, attempts, counters, lab: stage.describe(), ...conclude(claim.reading, driven) }
  } catch (error) {
    return { ...NOTHING, verdict: unresolved(error) }
  } finally {
    clearTimeout(timer)
  }
}

function openStage(plan: LabPlan, options: RunOptions, signal: AbortSignal): Stage {
  const lab = buildLab(plan, options.capabilities)
  const patience = new Patience(options.patience, signal)
  return new Stage({ plan, lab, libc: libcStack(), mutant: options.mutant, patience, signal })
}
