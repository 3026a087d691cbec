import { type ClaimEntry, entriesOf } from '../catalogue/entry.ts'
import { type Completeness, completeness, type Evidence } from '../evidence.ts'
import { Paths, slug } from '../html/paths.ts'
import { columnNames } from './names.ts'

/** A run among several that are shown side by side. */
export interface RunGiven {
  readonly evidence: Evidence
  /** The file that its evidence was read from; only its name is looked at, to tell runs apart that are alike otherwise. */
  readonly file: string
  /** What the user calls it; null for the name of its stack. */
  readonly name: string | null
}

/** A run as a column of a page. */
export interface Column {
  /** The stack's name, or what the user calls the run. */
  readonly name: string
  /** What tells it from other columns of that name; null if there is none. */
  readonly apart: string | null
  /** Name and what tells it apart; unique among the columns. */
  readonly label: string
  /** The folder of its pages, relative to that of the report; unique, and the same for the same label. */
  readonly folder: string
  readonly evidence: Evidence
  readonly entries: readonly ClaimEntry[]
  /** Where its pages stand within its folder. */
  readonly paths: Paths
  readonly completeness: Completeness
}

/** The runs as columns, in the order given, each with a name and a folder of its own. */
export function columnsOf(runs: readonly RunGiven[]): Column[] {
  const taken = new Set<string>()
  return columnNames(runs).map(({ name, apart, label }, index) => {
    const { evidence } = runs[index] as RunGiven
    const folder = freeFolder(label, taken)
    const entries = entriesOf(evidence)
    const paths = new Paths(entries.map(({ id }) => id))
    return { name, apart, label, folder, evidence, entries, paths, completeness: completeness(evidence) }
  })
}

/** The page of a claim in a column, relative to the folder of the report; null if it has none, as nothing is known of it. */
export function pageIn({ folder, paths }: Column, { id, claim }: ClaimEntry): string | null {
  return claim === null ? null : `${folder}/${paths.page(id)}`
}

/** Labels that differ only in what no file name may have get a number. */
function freeFolder(label: string, taken: Set<string>): string {
  const wanted = slug(label)
  let folder = wanted
  for (let copy = 2; taken.has(folder); copy += 1) folder = `${wanted}-${copy}`
  taken.add(folder)
  return folder
}
