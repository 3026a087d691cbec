import type { ClaimDescription } from '../../../harness/evidence/schema.ts'
import { list } from '../../words/count.ts'
import { visible } from '../../words/visible.ts'
import { BEHAVIOURS_PAGE, TO_ROOT } from '../paths.ts'

/** What reference suites for sockets check of it. */
export function Behaviours({ claim: { behaviours } }: { claim: ClaimDescription }) {
  if (behaviours.length === 0) return null
  return (
    <section aria-labelledby="behaviours">
      <h2 id="behaviours">Who else checks it</h2>
      <ul class="sources">
        {behaviours.map(({ number, says, suites }) => (
          <li>
            <span class="source-kind">
              <a href={`${TO_ROOT}${BEHAVIOURS_PAGE}#behaviour-${number}`}>no. {number}</a>
            </span>
            <span>
              {visible(says)} <span class="source-where">({list(suites.map(visible))})</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
