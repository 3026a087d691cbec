import { join, resolve } from 'node:path'
import { Command } from 'commander'
import pc from 'picocolors'
import { catalogue } from './catalogue/folder.ts'
import { selectClaims } from './catalogue/select.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { onInterrupt } from './interrupt.ts'
import { makeFolder } from './make-folder.ts'
import { stackList } from './matrix/choose-stacks.ts'
import { runStack, type StackRun } from './matrix/run-stack.ts'
import { MATRIX_STACKS, type MatrixStack } from './matrix/stacks.ts'
import { type Absent, matrixText } from './matrix/summary-text.ts'
import { joinEvidence } from './reporting/join-evidence.ts'
import { makeReport } from './reporting/make-report.ts'
import { LARGEST_SEED } from './run-options.ts'
import { someSeed, wholeNumber } from './settings.ts'

/** Where the evidence of all stacks and the report of them go unless the user says otherwise. */
const MATRIX_OUT = 'sockproof-matrix'

interface MatrixOptions {
  readonly stacks?: readonly MatrixStack[]
  readonly out: string
  readonly seed?: number
  readonly parallel: number
  readonly strict: boolean
}

/** `sockproof matrix`. */
export function matrixCommand(): Command {
  return new Command('matrix')
    .description(
      'Puts claims to the test on every stack that is here, one after the other, and joins all in one report.',
    )
    .argument('[filter...]', 'chapters, claims, or parts of their names; all claims without one')
    .option('--stacks <list>', `which: ${MATRIX_STACKS.map(({ name }) => name).join(',')} (default: all)`, stackList)
    .option('--out <folder>', 'where the report goes, and in a folder of each stack its evidence', MATRIX_OUT)
    .option('--seed <number>', 'seed of generated inputs, the same for all stacks', wholeNumber(0, LARGEST_SEED))
    .option('--parallel <number>', 'how many stacks are run at the same time', wholeNumber(1, 64), 1)
    .option('--strict', 'exit with 3 if a stack is not here', false)
    .addHelpText('after', helpText())
    .action(async (filters: readonly string[], options: MatrixOptions) => {
      process.exitCode = await matrix(filters, options)
    })
}

function helpText(): string {
  const width = Math.max(...MATRIX_STACKS.map(({ name }) => name.length))
  const lines = MATRIX_STACKS.map(({ name, says }) => `  ${name.padEnd(width)}  ${says}`)
  return `
Stacks:
${lines.join('\n')}
A stack that is not here is named with the reason and with what mends it. The exit code is 1 if a verdict on any stack is
neither as the catalogue says nor as is known of that stack.

Examples:
  sockproof matrix
  sockproof matrix --stacks linux,gvisor,uml listen bind
  sockproof report machine-*/evidence.jsonl      of other machines too`
}

async function matrix(
  filters: readonly string[],
  { stacks = MATRIX_STACKS, out, seed = someSeed(), parallel, strict }: MatrixOptions,
): Promise<ExitCode> {
  const { ids } = catalogue()
  selectClaims(ids, filters)
  const folder = resolve(out)
  makeFolder(folder)
  using interrupt = onInterrupt()
  const { signal } = interrupt
  const runs: StackRun[] = []
  const absent: Absent[] = []
  const args = ['--format', 'none', '--seed', String(seed), ...filters]
  const waiting = [...stacks.entries()]
  const inTurn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const [index, stack] = next
      console.log(pc.bold(`\n${index + 1} of ${stacks.length}: ${stack.name}, ${stack.says}`))
      const availability = await stack.probe()
      const order = { args, folder: join(folder, stack.name), signal, named: parallel > 1 }
      if (availability.available) runs.push(await runStack(stack, order))
      else absent.push({ stack, availability })
      if (!availability.available) console.log(`${stack.name} is not here: ${availability.reason}`)
    }
  }
  await Promise.all(Array.from({ length: parallel }, inTurn))
  const inOrder = runs.toSorted((one, other) => stacks.indexOf(one.stack) - stacks.indexOf(other.stack))
  console.log(['', ...matrixText(inOrder, absent), ...(await report(inOrder, folder))].join('\n'))
  return outcome(runs, absent, { strict, interrupted: signal.aborted })
}

/** Joins the evidence that the stacks left. */
async function report(runs: readonly StackRun[], folder: string): Promise<readonly string[]> {
  const files = runs.flatMap(({ evidence }) => evidence ?? [])
  return files.length === 0 ? [] : makeReport(joinEvidence(files), folder)
}

function outcome(
  runs: readonly StackRun[],
  absent: readonly Absent[],
  { strict, interrupted }: { readonly strict: boolean; readonly interrupted: boolean },
): ExitCode {
  if (interrupted) return EXIT.interrupted
  if (runs.some(({ ended }) => ended !== EXIT.expected)) return EXIT.unexpected
  return runs.length === 0 || (strict && absent.length > 0) ? EXIT.untested : EXIT.expected
}
