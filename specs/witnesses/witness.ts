import type { AnyClaim, Claim } from '../../harness/claim/claim.ts'
import type { Mutant } from '../../harness/claim/mutant.ts'
import type { Outcome } from '../../harness/evidence/schema.ts'
import type { Json, Trace } from '../../harness/evidence/trace-schema.ts'
import type { Experiment, Hosts } from '../../harness/experiment/experiment.ts'
import { runClaim } from '../../harness/experiment/run-claim.ts'
import type { Tools } from '../../harness/experiment/tools.ts'
import type { Capabilities } from '../../harness/lab/capability/capability.ts'
import { probeCapabilities } from '../../harness/lab/capability/probe.ts'

/** One run of a claim's experiment: what it observed, of which input. */
export interface RunSeen<Seen, Input> {
  readonly seen: Seen
  readonly input: Input
  readonly trace: Trace | null
}

/** What a claim observed in each of its runs, and what a second witness found of the same, told in the same way. */
export interface Testimony {
  readonly ours: readonly Json[]
  readonly theirs: readonly Json[]
  /** What both know of the runs beyond that, for example each packet; empty where there is nothing more. */
  readonly details: { readonly ours: readonly Json[]; readonly theirs: readonly Json[] }
}

/** A second witness of what a claim observes, which shares neither calls nor readers nor decoder with the harness. */
export interface Witness {
  /** Id of the claim. */
  readonly claim: string
  /** Who it is, for example `a C program`. */
  readonly who: string
  /** What it does, as the sentence that begins with who it is goes on: `gets the same errors`. */
  readonly says: string
  /** That mutant of the claim of which the witness shows that it is wrong. */
  readonly contradicts: Pick<Mutant, 'name' | 'says'>
  /** Runs the claim, which must pass, and asks the witness. */
  readonly testify: () => Promise<Testimony>
  /**
   * What the claim observes in each run when the mutant is at work, up to that on which it fails, as it must. The runs
   * have the inputs that those of {@link testify} have.
   */
  readonly mistaken: () => Promise<readonly Json[]>
}

/** Runs the claim, where asked for with something beside its experiment; gives its runs. */
export type RunIt<Seen, Input> = (options?: {
  /** Runs each experiment; may act before and after it. */
  readonly around?: (hosts: Hosts, run: () => Promise<Json>) => Promise<Json>
  /** What watches the calls on their way to the kernel: a mutant that changes nothing. */
  readonly watch?: Mutant
}) => Promise<readonly RunSeen<Seen, Input>[]>

/** What a witness is made of. */
export interface WitnessParts<Seen extends Json, Input> extends Pick<Witness, 'claim' | 'who' | 'says'> {
  /** The name of that mutant of the claim of which the witness shows that it is wrong. */
  readonly contradicts: string
  /** The claim itself. */
  readonly spec: Claim<Seen, Input>
  /** How many inputs of a property are run; as many as the claim runs if not given. */
  readonly runs?: number
  /** That part of what a run observed which the witness can tell too. */
  readonly ours: (run: RunSeen<Seen, Input>) => Json
  /** What it can tell too of the timeline of a run, of which the serial number is given. */
  readonly details?: (trace: Trace, index: number) => Json
  /** Has the claim run, and tells what the witness found of each run. */
  readonly theirs: (run: RunIt<Seen, Input>) => Promise<{
    readonly runs: readonly RunSeen<Seen, Input>[]
    readonly found: readonly Json[]
    /** As many as there are runs whose timeline is kept. */
    readonly details?: readonly Json[]
  }>
}

/** Makes a witness. */
export function witness<Seen extends Json, Input>(parts: WitnessParts<Seen, Input>): Witness {
  const { claim, who, says, spec, ours, theirs } = parts
  const contradicts = spec.mutants.find(({ name }) => name === parts.contradicts)
  if (contradicts === undefined) throw new Error(`${claim} has no mutant ${parts.contradicts}.`)
  return {
    claim,
    who,
    says,
    contradicts,
    testify: async () => {
      const {
        runs,
        found,
        details = [],
      } = await theirs(({ around, watch = null } = {}) =>
        run(parts, { experiment: around === undefined ? spec.experiment : wrapped(spec.experiment, around) }, watch),
      )
      const ourDetails = runs.flatMap(({ trace }, index) =>
        trace === null || parts.details === undefined ? [] : [parts.details(trace, index)],
      )
      return { ours: runs.map(ours), theirs: found, details: { ours: ourDetails, theirs: details } }
    },
    mistaken: async () => (await run(parts, spec, contradicts, 'fail')).map(ours),
  }
}

/** Found out once, when it is first asked for. */
let capabilities: Capabilities | undefined

async function run<Seen extends Json, Input>(
  { claim, spec, runs = 0 }: WitnessParts<Seen, Input>,
  { experiment }: Pick<Claim<Seen, Input>, 'experiment'>,
  mutant: Mutant | null,
  wanted: Outcome = 'pass',
): Promise<readonly RunSeen<Seen, Input>[]> {
  capabilities ??= probeCapabilities()
  const record = await runClaim(claim, { ...spec, experiment } as unknown as AnyClaim, {
    stack: 'linux',
    choice: { kind: 'libc' },
    backend: 'namespaces',
    seed: 1,
    runs: runs === 0 ? null : runs,
    mutant,
    capabilities,
    patience: 5_000,
    deadline: 50_000,
    repeat: 0,
  })
  const { outcome, reason } = record.verdict
  if (outcome !== wanted) throw new Error(`${claim} was to ${wanted} here; its verdict is ${outcome}: ${reason}`)
  return record.runs.map(({ observation, input, trace }) => ({
    seen: observation as Seen,
    input: input as Input,
    trace,
  }))
}

function wrapped<Seen extends Json, Input>(
  experiment: Experiment<Seen, Input>,
  around: (hosts: Hosts, run: () => Promise<Json>) => Promise<Json>,
): Experiment<Seen, Input> {
  const inside = (hosts: Hosts, run: () => Promise<Seen>) => around(hosts, run) as Promise<Seen>
  switch (experiment.kind) {
    case 'scenario': {
      const { run } = experiment
      return { ...experiment, run: (hosts: Hosts, tools: Tools) => inside(hosts, () => run(hosts, tools)) }
    }
    case 'property': {
      const { run } = experiment
      const same = (input: Input, hosts: Hosts, tools: Tools) => inside(hosts, () => run(input, hosts, tools))
      return { ...experiment, run: same }
    }
    case 'witness': {
      const { run } = experiment
      const same = (hosts: Hosts, tools: Tools, attempt: number) => inside(hosts, () => run(hosts, tools, attempt))
      return { ...experiment, run: same }
    }
  }
}

/** An object with each of its values made into another. */
export function each<Name extends string, Value, Other>(
  values: Readonly<Record<Name, Value>>,
  change: (value: Value, name: Name) => Other,
): Record<Name, Other> {
  const changed = Object.entries<Value>(values).map(([name, value]) => [name, change(value, name as Name)])
  return Object.fromEntries(changed) as Record<Name, Other>
}
