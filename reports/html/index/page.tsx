import { type ClaimEntry, needsAttention } from '../../catalogue/entry.ts'
import type { Evidence } from '../../evidence.ts'
import { chapterOf, chapterTitle, inCatalogueOrder } from '../../words/chapters.ts'
import { count } from '../../words/count.ts'
import { groupBy } from '../../words/group.ts'
import { summarySentence } from '../../words/summary.ts'
import { visible } from '../../words/visible.ts'
import { Page } from '../parts/page.tsx'
import { type Paths, slug } from '../paths.ts'
import { ClaimTable } from './claim-table.tsx'
import { Contents } from './contents.tsx'
import { Counts, MutantCounts } from './counts.tsx'
import { Environment } from './environment.tsx'
import { Filters } from './filters.tsx'
import { FurtherPages } from './further-pages.tsx'
import { Lead } from './lead.tsx'
import { WordsOfTheReport } from './words.tsx'

/** The index of a report: what came of the run, where it was made, and every claim by chapter. */
export function IndexPage({
  evidence,
  entries,
  paths,
}: {
  evidence: Evidence
  entries: readonly ClaimEntry[]
  paths: Paths
}) {
  const chapters = groupBy(entries, ({ id }) => chapterOf(id))
  const order = inCatalogueOrder([...chapters.keys()])
  const withMutants = entries.some(({ mutants }) => mutants.length > 0)
  const onlyMutants = evidence.header.mode === 'mutants'
  const columns = { withMutants, withVerdicts: !onlyMutants }
  const urgent = entries.filter(needsAttention)
  return (
    <Page evidence={evidence} root="">
      <h1>{summarySentence(evidence, entries)}</h1>
      <Lead mode={evidence.header.mode} />
      {onlyMutants ? <MutantCounts entries={entries} /> : <Counts entries={entries} />}
      <WordsOfTheReport />
      {urgent.length > 0 ? (
        <section class="attention" aria-labelledby="attention">
          <h2 id="attention">Look at {urgent.length === 1 ? 'this one' : `these ${urgent.length}`} first</h2>
          <ClaimTable caption="Claims that need attention" entries={urgent} paths={paths} {...columns} withReasons />
        </section>
      ) : null}
      <section aria-labelledby="claims">
        <h2 id="claims">{count(entries.length, 'claim')}</h2>
        <Contents chapters={order} entries={chapters} />
        <FurtherPages entries={entries} />
        <Filters entries={entries} chapters={order} />
        {order.map((chapter) => (
          <section class="chapter" id={`chapter-${slug(chapter)}`}>
            <ClaimTable
              caption={visible(chapterTitle(chapter))}
              entries={chapters.get(chapter) ?? []}
              paths={paths}
              {...columns}
              filtered
            />
          </section>
        ))}
      </section>
      <Environment header={evidence.header} entries={entries} />
    </Page>
  )
}
