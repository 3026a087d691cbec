import type { ClaimEntry } from '../../catalogue/entry.ts'
import { visible } from '../../words/visible.ts'

/** What stands where the results would, if there are none of the stack as it is. */
export function Untested({ entry }: { entry: ClaimEntry }) {
  return (
    <p>
      To see the check on the stack as it is, run <code>sockproof verify {visible(entry.id)}</code>.
    </p>
  )
}
