import { Command } from 'commander'
import { describeClaims } from './catalogue/describe.ts'
import { catalogue } from './catalogue/folder.ts'
import { selectClaims } from './catalogue/select.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { claimList } from './listing/claim-list.ts'

/** `sockproof claims`. */
export function claimsCommand(): Command {
  return new Command('claims')
    .description('Lists claims: what they say, and what an honest check of the sentence comes to.')
    .argument('[filter...]', 'chapters, claims, or parts of their names; all claims without one')
    .option('--json', 'print all that there is to say of each claim as JSON', false)
    .addHelpText(
      'after',
      `
Readings: holds (true as said), qualified (true only under a condition), contradicted (wrong).
Kinds:    ∀ property (for every generated input), ∃ witness (seen at least once), · scenario (one course of events).

Examples:
  sockproof claims
  sockproof claims listen nat
  sockproof claims --json | jq -r '.[] | select(.reading == "contradicted") | .says'`,
    )
    .action(async (filters: readonly string[], options: { readonly json: boolean }) => {
      process.exitCode = await claims(filters, options)
    })
}

async function claims(filters: readonly string[], { json }: { readonly json: boolean }): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const described = await describeClaims(specs, selectClaims(ids, filters))
  const readable = described.flatMap(({ claim }) => (claim === null ? [] : [claim]))
  const broken = described.filter(({ claim }) => claim === null)
  if (json) console.log(JSON.stringify(readable, null, 2))
  else console.log(claimList(described, process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY))
  if (json) for (const { id, error } of broken) console.error(`The spec of ${id} cannot be loaded: ${error}`)
  return broken.length === 0 ? EXIT.expected : EXIT.unexpected
}
