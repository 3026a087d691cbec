import { behavioursOf } from '../../catalogue/behaviours.ts'
import type { ClaimEntry } from '../../catalogue/entry.ts'
import { count } from '../../words/count.ts'
import { BEHAVIOURS_PAGE, MUTANTS_PAGE } from '../paths.ts'

/** The pages that show the same claims from another side. */
export function FurtherPages({ entries }: { entries: readonly ClaimEntry[] }) {
  const mutants = entries.flatMap((entry) => entry.mutants).length
  const behaviours = behavioursOf(entries).length
  if (mutants + behaviours === 0) return null
  return (
    <ul class="further">
      {mutants === 0 ? null : (
        <li>
          <a href={MUTANTS_PAGE}>How we know that the checks can fail</a> <small>{count(mutants, 'mutant')}</small>
        </li>
      )}
      {behaviours === 0 ? null : (
        <li>
          <a href={BEHAVIOURS_PAGE}>What other suites check, and where it is shown</a>{' '}
          <small>{count(behaviours, 'behaviour')}</small>
        </li>
      )}
    </ul>
  )
}
