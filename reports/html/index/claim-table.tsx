import { expectationAdvice, expectationState } from '../../../harness/evidence/expectation-state.ts'
import { type ClaimEntry, escaped, isCaught } from '../../catalogue/entry.ts'
import { chapterOf } from '../../words/chapters.ts'
import { sentence } from '../../words/meaning.ts'
import { milliseconds } from '../../words/time.ts'
import { shortened, visible } from '../../words/visible.ts'
import { ReadingMark, VerdictMark } from '../parts/marks.tsx'
import type { Paths } from '../paths.ts'

/** Longer texts are cut here; the page of the claim has them whole. */
const LONGEST = 320

interface ClaimTableProps {
  readonly caption: string
  readonly entries: readonly ClaimEntry[]
  readonly paths: Paths
  /** Whether this run tried mutants, so that there is something to say of them. */
  readonly withMutants: boolean
  /** Whether this run tried the stack as it is. */
  readonly withVerdicts: boolean
  /** Rows that the filters hide and show. */
  readonly filtered?: boolean
  /** Why a claim did not come out as expected stands below it. */
  readonly withReasons?: boolean
}

/** Claims, one a row. */
export function ClaimTable(props: ClaimTableProps) {
  const { caption, entries, paths, withMutants, withVerdicts, filtered = false, withReasons = false } = props
  return (
    <table class="claims">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Statement</th>
          <th scope="col">Reading</th>
          {withVerdicts ? <th scope="col">Verdict</th> : null}
          {withMutants ? <th scope="col">Mutants</th> : null}
          <th scope="col" class="narrow">
            Kind
          </th>
          <th scope="col" class="number narrow">
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr {...(filtered ? filterData(entry) : {})}>
            <th scope="row">
              <Statement entry={entry} paths={paths} />
              {withReasons ? <Reasons entry={entry} /> : null}
            </th>
            <td>{entry.claim === null ? null : <ReadingMark reading={entry.claim.reading} />}</td>
            {withVerdicts ? (
              <td>
                <VerdictMark outcome={entry.outcome} />
                <Known entry={entry} />
              </td>
            ) : null}
            {withMutants ? <td class="mutants">{mutantCount(entry)}</td> : null}
            <td class="kind">{entry.claim?.kind}</td>
            <td class="number time">{timeOf(entry)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Statement({ entry, paths }: { entry: ClaimEntry; paths: Paths }) {
  const { claim, id } = entry
  return (
    <>
      {claim === null ? visible(id) : <a href={paths.page(id)}>{shortened(visible(claim.says), LONGEST)}</a>}
      <code class="id">{visible(id)}</code>
    </>
  )
}

function Reasons({ entry }: { entry: ClaimEntry }) {
  const reason = (entry.main === null ? null : expectationAdvice(entry.main)) ?? entry.main?.verdict.reason ?? null
  const past = entry.mutants.filter(escaped).map(({ mutant }) => mutant?.name ?? '')
  return (
    <>
      {reason === null ? null : <span class="reason">{shortened(sentence(reason), LONGEST)}</span>}
      {past.length > 0 ? (
        <span class="reason">The check passed although this was made wrong: {past.map(visible).join(', ')}.</span>
      ) : null}
    </>
  )
}

/** That a deviation is known of this stack, or that what was known is no longer so. */
function Known({ entry: { main } }: { entry: ClaimEntry }) {
  const state = main === null ? 'none' : expectationState(main)
  if (state === 'none') return null
  return <small class="known">{state === 'met' ? 'as known of this stack' : 'not as was expected'}</small>
}

function mutantCount({ mutants }: ClaimEntry): string {
  return mutants.length === 0 ? '' : `${mutants.filter(isCaught).length} of ${mutants.length} killed`
}

/** What the script filters by; the text is in small letters. */
function filterData({ id, claim, outcome }: ClaimEntry) {
  const sources = claim?.sources.map(({ name }) => name) ?? []
  return {
    'data-row': '',
    'data-verdict': outcome,
    'data-reading': claim?.reading ?? '',
    'data-kind': claim?.kind ?? '',
    'data-chapter': visible(chapterOf(id)),
    'data-text': visible(`${id} ${claim?.says ?? ''} ${sources.join(' ')}`).toLowerCase(),
  }
}

/** How long the result took that is shown; where only mutants were tried, how long these took. */
function timeOf({ main, mutants }: ClaimEntry): string {
  if (main !== null) return milliseconds(main.milliseconds)
  return mutants.length === 0 ? '' : milliseconds(mutants.reduce((sum, one) => sum + one.milliseconds, 0))
}
