import { resolve } from 'node:path'
import { Command } from 'commander'
import { compareRuns } from '../../reports/runs/changes.ts'
import { diffJson } from './differing/diff-json.ts'
import { diffText } from './differing/diff-text.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { openOutFolder } from './out-folder.ts'
import { isOnMutants, readRuns, refuseEmpty } from './reporting/read-runs.ts'

interface DiffOptions {
  readonly out?: string
  readonly json: boolean
}

/** `sockproof diff`. */
export function diffCommand(): Command {
  return new Command('diff')
    .description('Compares two runs, claim by claim and in their environments, and tells what changed.')
    .argument('<old>', 'evidence of the earlier run')
    .argument('<new>', 'evidence of the later run')
    .option('--out <folder>', 'also writes what changed as HTML, with the reports of both runs, into this folder')
    .option('--json', 'prints it as JSON, for programs', false)
    .addHelpText(
      'after',
      `
A claim has changed if its verdict or the reading that it showed is another, or if it is part of one run only. It is worse,
mended, no longer tested, now tested or otherwise, by what is expected of the stack; any of these is a change.
The environment alone is no change, but it is told, for it may be the reason.

Exit codes: 0 nothing changed, 1 something did, 2 wrong usage or evidence that cannot be read.
Once a change is understood, keep the new evidence as the old one of the next time.

Examples:
  sockproof diff baseline.jsonl sockproof-report/evidence.jsonl
  sockproof diff old.jsonl new.jsonl --out changes
  sockproof diff old.jsonl new.jsonl --json`,
    )
    .action(async (before: string, after: string, options: DiffOptions) => {
      process.exitCode = await diff(before, after, options)
    })
}

async function diff(before: string, after: string, { out, json }: DiffOptions): Promise<ExitCode> {
  const [old, recent] = readRuns([before, after])
  if (old === undefined || recent === undefined) throw new UsageError('Give the evidence of two runs.')
  for (const run of [old, recent]) {
    if (isOnMutants(run)) throw new UsageError(`${run.file} is of a run on mutants. Give runs of sockproof verify.`)
    refuseEmpty(run)
  }
  const runs = compareRuns(
    { evidence: old, file: old.file, name: null },
    { evidence: recent, file: recent.file, name: null },
  )
  if (out === undefined) console.log(json ? diffJson(runs) : diffText(runs))
  else {
    const { writeDiffReport } = await import('../../reports/html/write.ts')
    using folder = openOutFolder(resolve(out))
    const index = await writeDiffReport(runs, folder.path)
    console.log(json ? diffJson(runs) : `${diffText(runs)}\nReport    ${index}`)
  }
  return runs.changes.length === 0 ? EXIT.expected : EXIT.unexpected
}
