import { Command } from 'commander'
import { readEvidence } from '../evidence/read.ts'
import { catalogue } from './catalogue/folder.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { judgeEvidence } from './judging/judge-evidence.ts'
import { isAllAsBefore, judgingSummary } from './judging/summary.ts'

/** `sockproof judge`. */
export function judgeCommand(): Command {
  return new Command('judge')
    .description('Judges stored observations again with the judges of today, and tells what changed. Opens no socket.')
    .argument('<evidence>', 'evidence of a run: evidence.jsonl, or mutants.jsonl')
    .addHelpText(
      'after',
      `
The exit code is 0 if every verdict is as it was and as expected, else 1.

Examples:
  sockproof judge sockproof-report/evidence.jsonl
  sockproof judge sockproof-report/mutants.jsonl    the mutants must still be killed`,
    )
    .action(async (file: string) => {
      process.exitCode = await judgeFile(file)
    })
}

async function judgeFile(file: string): Promise<ExitCode> {
  const judged = await judgeEvidence(readEvidence(file), catalogue())
  console.log(judgingSummary(judged))
  return isAllAsBefore(judged) ? EXIT.expected : EXIT.unexpected
}
