import { Command } from 'commander'
import { EXIT, type ExitCode } from './exit-code.ts'
import { joinEvidence } from './reporting/join-evidence.ts'
import { makeReport } from './reporting/make-report.ts'
import { OUT } from './settings.ts'

interface ReportOptions {
  readonly out: string
}

/** `sockproof report`. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Makes the HTML report of a run from its evidence.')
    .argument('<evidence...>', 'evidence of one run; that of a run on mutants may follow')
    .option('--out <folder>', 'where the report goes', OUT)
    .addHelpText(
      'after',
      `
What mutants made of the claims is taken from a mutants.jsonl that is given or lies beside the evidence.

Examples:
  sockproof report sockproof-report/evidence.jsonl
  sockproof report evidence.jsonl mutants.jsonl --out html`,
    )
    .action(async (files: readonly string[], options: ReportOptions) => {
      process.exitCode = await report(files, options)
    })
}

async function report(files: readonly string[], { out }: ReportOptions): Promise<ExitCode> {
  console.log((await makeReport(joinEvidence(files), out)).join('\n'))
  return EXIT.expected
}
