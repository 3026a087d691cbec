import type { VNode } from 'preact'
import { pcapngOfTrace } from '../../harness/wire/pcapng-of-trace.ts'
import { tracedRuns } from '../catalogue/cases.ts'
import { type ClaimEntry, entriesOf } from '../catalogue/entry.ts'
import type { Evidence } from '../evidence.ts'
import { summarySentence } from '../words/summary.ts'
import { shortened, visible } from '../words/visible.ts'
import { type Among, AmongContext } from './among.ts'
import { BehavioursPage } from './behaviours/page.tsx'
import { ClaimPage } from './claim/page.tsx'
import { documentOf } from './document.ts'
import { IndexPage } from './index/page.tsx'
import { MutantsPage } from './mutants/page.tsx'
import { BEHAVIOURS_PAGE, MUTANTS_PAGE, Paths } from './paths.ts'

/** The files of a report by their path relative to its folder: pages as text, captures as bytes. */
export type ReportFiles = Map<string, string | Uint8Array>

/** A file of a report: its path relative to the folder, and what is in it. */
export type ReportFile = readonly [path: string, content: string | Uint8Array]

/**
 * Makes the report of a run: `index.html`, a page for each claim, pages of mutants and behaviours, and the packets of the runs that are shown as captures.
 * Of one among several runs, the pages lead to the same claim in the others; they are to stand in the folder of their column.
 * Pure: the same evidence gives the same files, and nothing but the evidence is looked at.
 */
export function htmlReport(evidence: Evidence, among: Among | null = null): ReportFiles {
  const of = among === null ? '' : `${among.column.label} · `
  const pageOf = (title: string, content: VNode): string =>
    documentOf(of + title, <AmongContext.Provider value={among}>{content}</AmongContext.Provider>)
  const entries = entriesOf(evidence)
  const paths = new Paths(entries.map(({ id }) => id))
  const files: ReportFiles = new Map()
  const title = `sockproof: ${summarySentence(evidence, entries)}`
  files.set('index.html', pageOf(title, <IndexPage evidence={evidence} entries={entries} paths={paths} />))
  if (entries.some(({ mutants }) => mutants.length > 0)) {
    const page = <MutantsPage evidence={evidence} entries={entries} paths={paths} />
    files.set(MUTANTS_PAGE, pageOf('Mutants · sockproof', page))
  }
  if (entries.some(({ claim }) => (claim?.behaviours.length ?? 0) > 0)) {
    const page = <BehavioursPage evidence={evidence} entries={entries} paths={paths} />
    files.set(BEHAVIOURS_PAGE, pageOf('Behaviours that other suites check · sockproof', page))
  }
  const withPage = entries.filter(hasPage)
  withPage.forEach((entry, index) => {
    const [previous, next] = [withPage[index - 1] ?? null, withPage[index + 1] ?? null]
    const page = <ClaimPage {...{ evidence, entry, previous, next, paths }} claim={entry.claim} />
    files.set(paths.page(entry.id), pageOf(`${shortened(visible(entry.claim.says), 90)} · sockproof`, page))
    for (const [path, bytes] of capturesOf(entry, paths, evidence)) files.set(path, bytes)
  })
  return files
}

function hasPage(entry: ClaimEntry): entry is ClaimEntry & { claim: NonNullable<ClaimEntry['claim']> } {
  return entry.claim !== null
}

/** A capture for each run that is shown with its trace. */
function capturesOf({ main, id }: ClaimEntry, paths: Paths, { header }: Evidence): [string, Uint8Array][] {
  const { kernel, machine, sockproof } = header.fingerprint
  const section = { hardware: machine, operatingSystem: kernel, application: `sockproof ${sockproof}` }
  const traced = main === null ? [] : tracedRuns(main)
  return traced.flatMap(({ trace, hasPackets }, index): [string, Uint8Array][] => {
    return hasPackets ? [[paths.capture(id, index), pcapngOfTrace(trace, section)]] : []
  })
}
