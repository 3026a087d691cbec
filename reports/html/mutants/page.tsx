import type { ResultRecord } from '../../../harness/evidence/schema.ts'
import { type ClaimEntry, escaped, isCaught } from '../../catalogue/entry.ts'
import type { Evidence } from '../../evidence.ts'
import { chapterOf, chapterTitle, inCatalogueOrder } from '../../words/chapters.ts'
import { count } from '../../words/count.ts'
import { groupBy } from '../../words/group.ts'
import { visible } from '../../words/visible.ts'
import { MutantCounts } from '../index/counts.tsx'
import { MutantMark, MutantRow } from '../parts/mutant-fate.tsx'
import { Page } from '../parts/page.tsx'
import { type Paths, slug } from '../paths.ts'

interface MutantsProps {
  readonly evidence: Evidence
  readonly entries: readonly ClaimEntry[]
  readonly paths: Paths
}

/** The matrix of claims and mutants: what was made wrong, whether each check noticed, and by which condition. */
export function MutantsPage({ evidence, entries, paths }: MutantsProps) {
  const tried = entries.filter(({ mutants }) => mutants.length > 0)
  const chapters = groupBy(tried, ({ id }) => chapterOf(id))
  const order = inCatalogueOrder([...chapters.keys()])
  return (
    <Page evidence={evidence} root="">
      <h1>{verdictOf(tried)}</h1>
      <p class="lead">
        A <em>mutant</em> is a sockets implementation or a network that gets exactly one thing wrong on purpose. The
        check of a claim must notice it: a check that nothing can fail proves nothing.
      </p>
      <MutantCounts entries={tried} />
      {order.map((chapter) => (
        <section id={`mutants-${slug(chapter)}`}>
          <table class="matrix">
            <caption>{visible(chapterTitle(chapter))}</caption>
            <thead>
              <tr>
                <th scope="col">Claim, and what was made wrong</th>
                <th scope="col">What came of it</th>
                <th scope="col">By which condition</th>
              </tr>
            </thead>
            {(chapters.get(chapter) ?? []).map((entry) => (
              <OfClaim entry={entry} paths={paths} />
            ))}
          </table>
        </section>
      ))}
      <ByMutant entries={tried} paths={paths} />
    </Page>
  )
}

function verdictOf(entries: readonly ClaimEntry[]): string {
  const mutants = entries.flatMap((entry) => entry.mutants)
  const past = mutants.filter(escaped).length
  const killed = mutants.filter(isCaught).length
  const tried = `${count(mutants.length, 'mutant')} of ${count(entries.length, 'claim')}`
  if (past > 0) return `${tried}: ${count(past, 'mutant')} got past a check`
  return killed === mutants.length ? `${tried}: every one was noticed` : `${tried}: ${killed} were noticed`
}

function OfClaim({ entry, paths }: { entry: ClaimEntry; paths: Paths }) {
  const { id, claim, mutants } = entry
  return (
    <tbody>
      <tr class="of-claim">
        <th scope="rowgroup" colSpan={3}>
          {claim === null ? visible(id) : <a href={paths.page(id)}>{visible(id)}</a>}
        </th>
      </tr>
      {mutants.map((record) => (
        <MutantRow record={record} />
      ))}
    </tbody>
  )
}

/** The other way round: mutants that several claims must notice. */
function ByMutant({ entries, paths }: Pick<MutantsProps, 'entries' | 'paths'>) {
  const records = entries.flatMap(({ mutants }) => mutants)
  const shared = [...groupBy(records, ({ mutant }) => mutant?.name ?? '')]
    .filter(([, ofOne]) => ofOne.length > 1)
    .toSorted(([, one], [, other]) => other.length - one.length)
  if (shared.length === 0) return null
  return (
    <section aria-labelledby="shared">
      <h2 id="shared">Mutants that more than one claim must notice</h2>
      <table class="matrix">
        <caption>Most shared first</caption>
        <thead>
          <tr>
            <th scope="col">What was made wrong</th>
            <th scope="col" colSpan={2}>
              Noticed by
            </th>
          </tr>
        </thead>
        <tbody>
          {shared.map(([name, ofOne]) => (
            <tr>
              <th scope="row">
                {visible(ofOne[0]?.mutant?.says ?? '')} <code class="id">{visible(name)}</code>
              </th>
              <td colSpan={2}>
                <ul class="shown-by">
                  {ofOne.map((record) => (
                    <NoticedBy record={record} paths={paths} />
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function NoticedBy({ record, paths }: { record: ResultRecord; paths: Paths }) {
  const { id } = record.claim
  return (
    <li>
      <MutantMark record={record} /> <a href={paths.page(id)}>{visible(id)}</a>
    </li>
  )
}
