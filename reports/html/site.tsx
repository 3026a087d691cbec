import { pcapngOfTrace } from '../../harness/wire/pcapng-of-trace.ts'
import { tracedRuns } from '../catalogue/cases.ts'
import { type ClaimEntry, entriesOf } from '../catalogue/entry.ts'
import type { Evidence } from '../evidence.ts'
import { summarySentence } from '../words/summary.ts'
import { shortened, visible } from '../words/visible.ts'
import { BehavioursPage } from './behaviours/page.tsx'
import { ClaimPage } from './claim/page.tsx'
import { documentOf } from './document.ts'
import { IndexPage } from './index/page.tsx'
import { MutantsPage } from './mutants/page.tsx'
import { BEHAVIOURS_PAGE, MUTANTS_PAGE, Paths } from './paths.ts'

/** The files of a report by their path relative to its folder: pages as text, captures as bytes. */
export type ReportFiles = Map<string, string | Uint8Array>

/**
 * Makes the report of a run: `index.html`, a page for each claim, pages of mutants and behaviours, and the packets of the runs that are shown as captures.
 * Pure: the same evidence gives the same files, and nothing but the evidence is looked at.
 */
export function htmlReport(evidence: Evidence): ReportFiles {
  const entries = entriesOf(evidence)
  const paths = new Paths(entries.map(({ id }) => id))
  const files: ReportFiles = new Map()
  const title = `sockproof: ${summarySentence(evidence, entries)}`
  files.set('index.html', documentOf(title, <IndexPage evidence={evidence} entries={entries} paths={paths} />))
  if (entries.some(({ mutants }) => mutants.length > 0)) {
    const page = <MutantsPage evidence={evidence} entries={entries} paths={paths} />
    files.set(MUTANTS_PAGE, documentOf('Mutants · sockproof', page))
  }
  if (entries.some(({ claim }) => (claim?.behaviours.length ?? 0) > 0)) {
    const page = <BehavioursPage evidence={evidence} entries={entries} paths={paths} />
    files.set(BEHAVIOURS_PAGE, documentOf('Behaviours that other suites check · sockproof', page))
  }
  const withPage = entries.filter(hasPage)
  withPage.forEach((entry, index) => {
    const [previous, next] = [withPage[index - 1] ?? null, withPage[index + 1] ?? null]
    const page = <ClaimPage {...{ evidence, entry, previous, next, paths }} claim={entry.claim} />
    files.set(paths.page(entry.id), documentOf(`${shortened(visible(entry.claim.says), 90)} · sockproof`, page))
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
