import { groupBy } from '../words/group.ts'
import { dateAndTime } from '../words/time.ts'
import { shortened, visible } from '../words/visible.ts'
import type { RunGiven } from './column.ts'
import { labsOf } from './traits.ts'

/** What a column is called. */
export interface ColumnName {
  readonly name: string
  readonly apart: string | null
  readonly label: string
}

/** Longer names would be headings wider than what stands below them. */
const LONGEST = 40

/** What may tell runs of one stack apart, the first that does is taken. */
const TELLING: readonly ((run: RunGiven) => string)[] = [
  ({ evidence: { header } }) => header.lab,
  ({ evidence: { header } }) => header.agent?.name ?? 'no agent',
  ({ evidence: { header } }) => header.fingerprint.kernel.replace(/^Linux /, 'kernel '),
  ({ evidence }) => labsOf(evidence),
  ({ evidence: { header } }) => header.fingerprint.libc,
  ({ evidence: { header } }) => header.fingerprint.distribution,
  ({ evidence: { header } }) => header.fingerprint.runtime,
  ({ evidence: { header } }) => header.fingerprint.container ?? 'no container',
  ({ evidence: { header } }) => header.fingerprint.user,
  ({ evidence: { header } }) => header.fingerprint.machine,
  ({ evidence: { header } }) => `sockproof ${header.fingerprint.sockproof}`,
  ({ file }) => withoutEnding(file.split('/').at(-1) ?? ''),
  ({ file }) => file.split('/').at(-2) ?? '',
  ({ file }) => withoutEnding(file.split('/').slice(-2).join('/')),
  ({ evidence: { header } }) => dateAndTime(header.startedAt),
]

/** The name of each run: that of its stack unless the user gave one, and where several have the same, what tells them apart. */
export function columnNames(runs: readonly RunGiven[]): ColumnName[] {
  const names = runs.map(({ name, evidence }) => shortened(visible(name ?? evidence.header.stack), LONGEST))
  const groups = groupBy([...runs.keys()], (index) => names[index])
  const told = new Map<number, ColumnName>()
  const labels = new Set<string>()
  for (const [name = '', group] of groups) {
    const aparts = toldApart(group.flatMap((index) => runs[index] ?? []))
    group.forEach((index, place) => {
      const apart = aparts[place] ?? null
      told.set(index, unique(name, apart, labels))
    })
  }
  return [...runs.keys()].flatMap((index) => told.get(index) ?? [])
}

/** For runs of one name, what tells each from the others; alike ones stay alike. */
function toldApart(runs: readonly RunGiven[]): (string | null)[] {
  if (runs.length === 1) return [null]
  const alone = TELLING.find((of) => new Set(runs.map(of)).size === runs.length)
  if (alone !== undefined) return runs.map((run) => shown(alone(run)))
  // No single thing tells all apart: things are joined as long as each tells more.
  let parts: string[][] = runs.map(() => [])
  for (const of of TELLING) {
    const more = runs.map((run, index) => [...(parts[index] ?? []), shown(of(run))])
    if (kinds(more) > kinds(parts)) parts = more
  }
  return parts.map((one) => (one.length === 0 ? null : one.join(', ')))
}

function kinds(parts: readonly (readonly string[])[]): number {
  return new Set(parts.map((one) => one.join('\n'))).size
}

/** What nothing tells apart is numbered. */
function unique(name: string, apart: string | null, labels: Set<string>): ColumnName {
  let [told, label] = [apart, labelOf(name, apart)]
  for (let number = 2; labels.has(label); number += 1) {
    told = apart === null ? `no. ${number}` : `${apart}, no. ${number}`
    label = labelOf(name, told)
  }
  labels.add(label)
  return { name, apart: told, label }
}

function labelOf(name: string, apart: string | null): string {
  return apart === null ? name : `${name}, ${apart}`
}

function shown(text: string): string {
  return shortened(visible(text), LONGEST)
}

function withoutEnding(name: string): string {
  return name.replace(/\.jsonl?$/, '')
}
