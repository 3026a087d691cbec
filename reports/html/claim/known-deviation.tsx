import { expectationAdvice } from '../../../harness/evidence/expectation-state.ts'
import type { ResultRecord } from '../../../harness/evidence/schema.ts'
import { list } from '../../words/count.ts'
import { sentence } from '../../words/meaning.ts'
import { visible } from '../../words/visible.ts'

/** What is known to deviate here: why, where that is said, on which versions it was seen, and until when it counts. */
export function KnownDeviation({ result }: { result: ResultRecord }) {
  const { expectation } = result
  if (expectation === null) return null
  const { reason, link, versions, expires, verdict } = expectation
  const advice = expectationAdvice(result)
  return (
    <aside class="deviation" aria-label="Known deviation">
      <p>
        <strong>Known of this stack: {verdict}.</strong> {sentence(reason)}{' '}
        {/^https?:\/\//i.test(link) ? (
          <a href={link} rel="noreferrer">
            Where that is said
          </a>
        ) : (
          visible(link)
        )}
      </p>
      <p class="aside">
        Seen on {list(versions.measured.map(visible))}; to be looked at again by {visible(expires)}.
      </p>
      {advice === null ? null : <p>{visible(advice)}</p>}
    </aside>
  )
}
