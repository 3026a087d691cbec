import type { ClaimDescription, ResultRecord } from '../../../harness/evidence/schema.ts'
import { visible } from '../../words/visible.ts'
import { Command } from '../parts/command.tsx'

/** How to do it again, and how to see it with everyday tools. */
export function AgainSection({ claim, result }: { claim: ClaimDescription; result: ResultRecord | null }) {
  return (
    <section aria-labelledby="again">
      <h2 id="again">Do it again</h2>
      {result === null ? null : <Command text={result.again} />}
      {claim.byHand.length === 0 ? null : (
        <>
          <h3>See it by hand</h3>
          <ol class="by-hand">
            {claim.byHand.map(({ run, see }) => (
              <li>
                <Command text={run} />
                <p>{visible(see)}</p>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
