import { type Command, Option } from 'commander'
import type { LabBackend } from '../lab/build.ts'
import { OUR_AGENTS } from '../sockets/our-agents.ts'
import { FORMATS, type Format, formatList } from './formats/format.ts'
import { DEADLINE, DEADLINE_ELSEWHERE, JOBS, LIBC_STACK, OUT, stackName, wholeNumber } from './settings.ts'

/** Options of every command that runs claims. */
export interface RunOptions {
  readonly seed?: number
  readonly runs?: number
  readonly out: string
  readonly format: readonly Format[]
  readonly jobs?: number
  /** Seconds. */
  readonly deadline?: number
  readonly strict: boolean
  /** Whose sockets are put to the test. */
  readonly stack: StackOption
  /** What the hosts of a lab are. */
  readonly lab: LabBackend
  /** The name under which evidence and report tell of the stack, and whose known deviations are expected. */
  readonly name?: string
  /** A stack whose known deviations are expected, or a file of them. */
  readonly expectations?: string
  /** Whether missing system tools may be installed. */
  readonly install: boolean
}

/** The ways to choose a stack. */
export const STACKS = ['libc', 'agent', ...OUR_AGENTS] as const

/** A way to choose a stack. */
export type StackOption = (typeof STACKS)[number]

const LABS: readonly LabBackend[] = ['namespaces', 'docker', 'docker-bridge']

/** The largest seed that commands take. */
export const LARGEST_SEED = 0x7fff_ffff

/** Gives a command the options of every command that runs claims; without --format it writes some of these reports. */
export function withRunOptions(command: Command, formats: readonly Format[] = ['html']): Command {
  return command
    .option(
      '--seed <number>',
      'seed of generated inputs; the same seed gives the same inputs',
      wholeNumber(0, LARGEST_SEED),
    )
    .option('--out <folder>', 'where evidence and report go', OUT)
    .option('--format <list>', `reports to write: any of ${FORMATS.join(', ')}`, formatList, formats)
    .option('--jobs <number>', `claims that run at the same time (default: up to ${JOBS})`, wholeNumber(1, 1024))
    .option(
      '--deadline <seconds>',
      `the time that one claim may take (default: ${DEADLINE / 1000}; ${DEADLINE_ELSEWHERE / 1000} in other processes and containers)`,
      wholeNumber(1, 86_400),
    )
    .option('--strict', 'exit with 3 if something could not be tested', false)
    .addOption(
      new Option(
        '--stack <stack>',
        'whose sockets are put to the test; agent: those of a command that follows after --',
      )
        .choices(STACKS)
        .default(STACKS[0]),
    )
    .addOption(
      new Option(
        '--lab <kind>',
        'what hosts are: network namespaces of this kernel, or Docker containers, there also with Docker’s own bridge and NAT',
      )
        .choices(LABS)
        .default(LABS[0]),
    )
    .option(
      '--name <stack>',
      `the stack's name in evidence and report (default: its own, ${LIBC_STACK} for libc)`,
      stackName,
    )
    .option(
      '--expectations <stack|file>',
      'known deviations to expect: specs/expectations/<stack>.yaml, or a file (default: those of this stack, if any)',
    )
    .option('--no-install', 'do not install missing system tools')
}
