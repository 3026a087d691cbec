import { Command } from 'commander'
import pc from 'picocolors'
import { type Described, describeClaims } from './catalogue/describe.ts'
import { catalogue } from './catalogue/folder.ts'
import { selectClaims } from './catalogue/select.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

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
Kinds:    scenario (one course of events), property (for every generated input), witness (seen at least once).

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
  if (json)
    console.log(
      JSON.stringify(
        described.map(({ id, claim, error }) => claim ?? { id, error }),
        null,
        2,
      ),
    )
  else console.log(claimList(described, process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY))
  return described.every(({ claim }) => claim !== null) ? EXIT.expected : EXIT.unexpected
}

/** Claims as a list by chapter; statements end with the terminal's line. */
export function claimList(described: readonly Described[], columns: number): string {
  const width = Math.max(...described.map(({ id }) => nameOf(id).length))
  const chapters = [...new Set(described.map(({ id }) => chapterOf(id)))]
  return chapters
    .map((chapter) => {
      const rows = described.filter(({ id }) => chapterOf(id) === chapter).map((one) => row(one, width, columns))
      return [pc.bold(chapter), ...rows].join('\n')
    })
    .join('\n\n')
}

function row({ id, claim, error }: Described, width: number, columns: number): string {
  const name = nameOf(id).padEnd(width)
  if (claim === null) return `  ${name}  ${pc.red(`cannot be loaded: ${error}`)}`
  const reading = claim.reading.padEnd('contradicted'.length)
  const kind = claim.kind.padEnd('scenario'.length)
  const room = columns - width - reading.length - kind.length - 8
  const says = claim.says.length > room ? `${claim.says.slice(0, Math.max(0, room - 1))}…` : claim.says
  return `  ${name}  ${claim.reading === 'holds' ? reading : pc.yellow(reading)}  ${pc.dim(kind)}  ${says}`
}

const chapterOf = (id: string): string => id.split('/')[0] ?? id
const nameOf = (id: string): string => id.split('/').slice(1).join('/') || id
