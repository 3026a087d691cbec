import { type AnyClaim, describeClaim, judge } from '../claim/claim.ts'
import type { Mutant } from '../claim/mutant.ts'
import type { LabDescription, ResultRecord } from '../evidence/schema.ts'
import { buildLab, type LabBackend } from '../lab/build.ts'
import type { Capabilities } from '../lab/capability/capability.ts'
import type { LabPlan } from '../lab/plan.ts'
import { KERNEL_NETWORK, type StackNetwork } from '../sockets/agent/protocol.ts'
import { conclude, notJudged, unsupported } from '../verdict/conclude.ts'
import { drive } from './drive.ts'
import { IPV4_ONLY, planFor } from './ipv4-only.ts'
import { lackingFor } from './lacking.ts'
import { Patience } from './patience.ts'
import { type StackChoice, Stacks } from './stacks.ts'
import { Stage } from './stage.ts'

/** How a claim is to be run. */
export interface RunOptions {
  /** What the stack is called. */
  readonly stack: string
  readonly choice: StackChoice
  readonly backend: LabBackend
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
  const asked = options.mutant?.lab?.(claim.experiment.plan) ?? claim.experiment.plan
  const plan = planFor(asked, options.choice)
  const lacking = lackingFor(plan, options)
  const ran =
    lacking === null
      ? await perform(claim, plan, { ...options, notes: plan === asked ? [] : [IPV4_ONLY] })
      : { ...NOTHING, verdict: unsupported(lacking) }
  return { ...base, milliseconds: performance.now() - start, ...ran }
}

type Ran = Omit<
  ResultRecord,
  'kind' | 'claim' | 'stack' | 'mutant' | 'repeat' | 'startedAt' | 'milliseconds' | 'again' | 'expectation'
>

const NOTHING = { lab: null, runs: [], property: null, attempts: null, counters: [], shownReading: null }

async function perform(
  claim: AnyClaim,
  plan: LabPlan,
  options: RunOptions & Pick<LabDescription, 'notes'>,
): Promise<Ran> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new DeadlinePassed(options.deadline)), options.deadline)
  try {
    await using stage = await openStage(plan, options, deadline.signal)
    const driven = await drive(claim.experiment, stage, {
      seed: options.seed,
      runs: options.runs,
      shrink: options.mutant === null,
      judge: (seen, input) => judge(claim, seen, input),
    })
    const { runs, property, attempts } = driven
    const counters = [...stage.counterChanges()]
    const described = stage.describe()
    const lab = { ...described, notes: [...described.notes, ...options.notes] }
    return { runs: [...runs], property, attempts, counters, lab, ...conclude(claim.reading, driven) }
  } catch (error) {
    return { ...NOTHING, verdict: notJudged(error) }
  } finally {
    clearTimeout(timer)
  }
}

/** Builds the lab, opens its stacks, and sets the stage. What was made until it failed is let go of. */
async function openStage(plan: LabPlan, options: RunOptions, signal: AbortSignal): Promise<Stage> {
  const { backend, capabilities, choice, mutant } = options
  const lab = await buildLab(plan, { backend, capabilities, network: networkOf(choice) })
  let stage: Stage | undefined
  try {
    const stacks = await Stacks.open(lab, { choice, capabilities, print: (host, line) => stage?.print(host, line) })
    stage = new Stage({ plan, lab, stacks, mutant, patience: new Patience(options.patience, signal), signal })
    return stage
  } catch (error) {
    await lab[Symbol.asyncDispose]()
    throw error
  }
}

function networkOf(choice: StackChoice): StackNetwork {
  if (choice.kind === 'libc') return KERNEL_NETWORK
  const { network, loopback } = choice.self
  return { kind: network, loopback: loopback ?? network === 'kernel' }
}
