import type { Evidence } from '../evidence.ts'
import { gibibytes, list } from '../words/count.ts'
import { agentText, kernelName } from '../words/summary.ts'
import { dateAndTime } from '../words/time.ts'
import { visible } from '../words/visible.ts'

/** One trait of the environments of several runs. */
export interface Trait {
  readonly name: string
  /** Of each run; null if it does not tell. */
  readonly values: readonly (string | null)[]
  readonly differs: boolean
}

/** Traits that belong together. */
export interface Traits {
  /** What a run may behave otherwise for: kernel, C library, runtime and so on. */
  readonly machine: readonly Trait[]
  /** What differs between any two runs anyway: when they began, with which seed, by which command. */
  readonly run: readonly Trait[]
  readonly sysctls: readonly Trait[]
  readonly tools: readonly Trait[]
  /** What the machine can do, as `yes` or `no`. */
  readonly capabilities: readonly Trait[]
}

type Tell = (evidence: Evidence) => string

const MACHINE: readonly (readonly [name: string, tell: Tell])[] = [
  ['Stack', ({ header }) => header.stack],
  ['Agent', ({ header }) => agentText(header.agent)],
  ['Lab', ({ header }) => header.lab],
  ['Hosts and links', labsOf],
  ['Kernel', ({ header }) => kernelName(header.fingerprint.kernel)],
  ['Architecture', ({ header }) => header.fingerprint.machine],
  ['Distribution', ({ header }) => header.fingerprint.distribution],
  ['C library', ({ header }) => header.fingerprint.libc],
  ['Runtime', ({ header }) => header.fingerprint.runtime],
  ['sockproof', ({ header }) => header.fingerprint.sockproof],
  ['User', ({ header }) => header.fingerprint.user],
  ['Container', ({ header }) => header.fingerprint.container ?? 'none'],
  ['Processors', ({ header }) => String(header.fingerprint.processors)],
  ['Memory', ({ header }) => gibibytes(header.fingerprint.memoryBytes)],
]

const RUN: readonly (readonly [name: string, tell: Tell])[] = [
  ['Results', ({ header, results }) => `${results.length} of ${header.plan.results}`],
  ['Begun', ({ header }) => dateAndTime(header.startedAt)],
  ['Seed', ({ header }) => String(header.seed)],
  ['Command', ({ header }) => header.command.trim()],
]

/** The environments of several runs, trait by trait. */
export function traitsOf(runs: readonly Evidence[]): Traits {
  const fingerprints = runs.map(({ header }) => header.fingerprint)
  const tell = ([name, of]: readonly [string, Tell]) => traitOf(name, runs.map(of))
  const abilities = fingerprints.map(({ capabilities }) =>
    Object.fromEntries(capabilities.map(({ name, available }) => [name, available ? 'yes' : 'no'])),
  )
  return {
    machine: MACHINE.map(tell),
    run: RUN.map(tell),
    sysctls: namedTraits(fingerprints.map(({ sysctls }) => sysctls)),
    tools: namedTraits(fingerprints.map(({ tools }) => tools)),
    capabilities: namedTraits(abilities),
  }
}

/** What a run's labs were made of, each once. */
export function labsOf({ results }: Evidence): string {
  const labs = [...new Set(results.flatMap(({ lab }) => (lab === null ? [] : [lab.backend])))].sort()
  return labs.length === 0 ? 'none was built' : list(labs)
}

/** What differs of machines and stacks, each with what it is: `sysctl net.core.somaxconn`. */
export function changedTraits({ machine, sysctls, tools, capabilities }: Traits): Trait[] {
  const called = (what: string, traits: readonly Trait[]) =>
    traits.map((trait) => ({ ...trait, name: `${what} ${trait.name}` }))
  const all = [...machine, ...called('can do', capabilities), ...called('tool', tools), ...called('sysctl', sysctls)]
  return all.filter(({ differs }) => differs)
}

function namedTraits(of: readonly Readonly<Record<string, string>>[]): Trait[] {
  const names = [...new Set(of.flatMap((one) => Object.keys(one)))]
  return names.map((name) =>
    traitOf(
      name,
      of.map((one) => (Object.hasOwn(one, name) ? (one[name] ?? null) : null)),
    ),
  )
}

function traitOf(name: string, values: readonly (string | null)[]): Trait {
  const shown = values.map((value) => (value === null ? null : visible(value)))
  return { name: visible(name), values: shown, differs: new Set(shown).size > 1 }
}
