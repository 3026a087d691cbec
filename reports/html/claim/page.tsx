import type { ClaimDescription, ResultRecord } from '../../../harness/evidence/schema.ts'
import type { ClaimEntry } from '../../catalogue/entry.ts'
import type { Evidence } from '../../evidence.ts'
import { visible, visibleLines } from '../../words/visible.ts'
import { Page } from '../parts/page.tsx'
import { type Paths, TO_ROOT } from '../paths.ts'
import { AgainSection } from './again.tsx'
import { Behaviours } from './behaviours.tsx'
import { Counters } from './counters.tsx'
import { DecidedSection } from './decided.tsx'
import { LabDetails } from './lab.tsx'
import { LadderSection } from './ladder-section.tsx'
import { Mutants } from './mutants.tsx'
import { Neighbours } from './neighbours.tsx'
import { PropertySection } from './property.tsx'
import { Said, Sources } from './said.tsx'
import { TraceTables } from './trace-table.tsx'
import { Untested } from './untested.tsx'

/** What the page of a claim is made from. */
export interface ClaimPageProps {
  readonly evidence: Evidence
  readonly entry: ClaimEntry
  readonly claim: ClaimDescription
  readonly previous: ClaimEntry | null
  readonly next: ClaimEntry | null
  readonly paths: Paths
}

/** The page of one claim, from the statement down to the raw trace. */
export function ClaimPage({ evidence, entry, claim, previous, next, paths }: ClaimPageProps) {
  const { main } = entry
  return (
    <Page evidence={evidence} root={TO_ROOT}>
      <article>
        <Said entry={entry} claim={claim} />
        <Sources claim={claim} />
        <Behaviours claim={claim} />
        <section aria-labelledby="method">
          <h2 id="method">What was done</h2>
          <ol class="method">
            {claim.method.map((step) => (
              <li>{visibleLines(step)}</li>
            ))}
          </ol>
          {claim.waitsFor === null ? null : <p class="aside">Most of its time it waits. {visible(claim.waitsFor)}</p>}
        </section>
        {main === null ? <Untested entry={entry} /> : <Found result={main} paths={paths} />}
        <Mutants entry={entry} />
        {main === null ? null : <Counters result={main} />}
        <AgainSection claim={claim} result={main ?? entry.mutants[0] ?? null} />
        {main === null ? null : <LabDetails result={main} />}
        {main === null ? null : <TraceTables result={main} paths={paths} />}
      </article>
      <Neighbours previous={previous} next={next} paths={paths} />
    </Page>
  )
}

/** What a result shows: the ladder, what decided, and for a property or a witness how it was sought. */
function Found({ result, paths }: { result: ResultRecord; paths: Paths }) {
  return (
    <>
      <LadderSection result={result} paths={paths} />
      <section aria-labelledby="why">
        <h2 id="why">Why it is so</h2>
        {result.claim.why.split(/\n\s*\n/).map((paragraph) => (
          <p class="why">{visibleLines(paragraph)}</p>
        ))}
      </section>
      <DecidedSection result={result} />
      <PropertySection result={result} />
    </>
  )
}
