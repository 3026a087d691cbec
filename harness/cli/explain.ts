import { Command } from 'commander'
import { describeClaims } from './catalogue/describe.ts'
import { catalogue } from './catalogue/folder.ts'
import { oneClaim } from './catalogue/select.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { explanation } from './explaining/explanation.ts'
import { findEvidence } from './explaining/find-evidence.ts'
import { terminalWidth } from './text/width.ts'

interface ExplainOptions {
  readonly evidence?: string
}

/** `sockproof explain`. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('Explains one claim: what is said, why it is so, what is done, what decided when it was last run.')
    .argument('<claim>', 'its id, or a part that no other id has')
    .option('--evidence <file>', 'the evidence to take the last run from (default: sockproof-report/evidence.jsonl)')
    .addHelpText(
      'after',
      `
Examples:
  sockproof explain listen/backlog-bound
  sockproof explain handshake
  sockproof explain handshake --evidence ci-report/evidence.jsonl`,
    )
    .action(async (name: string, options: ExplainOptions) => {
      process.exitCode = await explain(name, options)
    })
}

async function explain(name: string, { evidence }: ExplainOptions): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const id = oneClaim(ids, name)
  const found = findEvidence(id, evidence)
  const [described] = await describeClaims(specs, [id])
  if (described === undefined || described.claim === null) {
    throw new UsageError(`The spec of ${id} cannot be read: ${described?.error ?? 'it gave no claim'}.`)
  }
  console.log(explanation(described.claim, found, terminalWidth()))
  return EXIT.expected
}
