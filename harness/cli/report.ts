import { Command } from 'commander'
import { EXIT, type ExitCode } from './exit-code.ts'
import { joinEvidence } from './reporting/join-evidence.ts'
import { makeReport } from './reporting/make-report.ts'
import { type NamedFile, namedFile } from './reporting/named-files.ts'
import { OUT } from './settings.ts'

interface ReportOptions {
  readonly out: string
  readonly name?: readonly NamedFile[]
}

/** `sockproof report`. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Makes the HTML report of a run from its evidence, or of several runs side by side.')
    .argument('<evidence...>', 'evidence of one run, or of one on each stack; that of runs on mutants may follow')
    .option('--out <folder>', 'where the report goes', OUT)
    .option('--name <name=file>', 'what to call the run in a file, for each if need be (default: its stack)', namedFile)
    .addHelpText(
      'after',
      `
What mutants made of the claims is taken from a mutants.jsonl that is given or lies beside the evidence.

Of several runs the report is a matrix, claims down and runs across, with the differences first; the pages of each run
stand in a folder of its own, and matrix.json says the same for programs. A run is called by its stack; those of one
stack are told apart by what differs in their environments, or by --name.

Examples:
  sockproof report sockproof-report/evidence.jsonl
  sockproof report evidence.jsonl mutants.jsonl --out html
  sockproof report linux.jsonl gvisor.jsonl lwip.jsonl --out html
  sockproof report old.jsonl new.jsonl --name before=old.jsonl --name after=new.jsonl`,
    )
    .action(async (files: readonly string[], options: ReportOptions) => {
      process.exitCode = await report(files, options)
    })
}

async function report(files: readonly string[], { out, name }: ReportOptions): Promise<ExitCode> {
  console.log((await makeReport(joinEvidence(files, name), out)).join('\n'))
  return EXIT.expected
}
