import type { Command } from 'commander'
import { FORMATS, type Format, formatList } from './formats/format.ts'
import { DEADLINE, JOBS, LIBC_STACK, OUT, stackName, wholeNumber } from './settings.ts'

/** Options of every command that runs claims. */
export interface RunOptions {
  readonly seed?: number
  readonly runs?: number
  readonly out: string
  readonly format: readonly Format[]
  readonly jobs?: number
  /** Seconds. */
  readonly deadline: number
  readonly strict: boolean
  /** The name under which evidence and report tell of the stack, and whose known deviations are expected. */
  readonly name?: string
  /** A stack whose known deviations are expected, or a file of them. */
  readonly expectations?: string
  /** Whether missing system tools may be installed. */
  readonly install: boolean
}

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
    .option('--deadline <seconds>', 'the time that one claim may take', wholeNumber(1, 86_400), DEADLINE / 1000)
    .option('--strict', 'exit with 3 if something could not be tested', false)
    .option('--name <stack>', `the stack's name in evidence and report (default: ${LIBC_STACK})`, stackName)
    .option(
      '--expectations <stack|file>',
      'known deviations to expect: specs/expectations/<stack>.yaml, or a file (default: those of this stack, if any)',
    )
    .option('--no-install', 'do not install missing system tools')
}
