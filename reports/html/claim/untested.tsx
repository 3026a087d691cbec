import type { ClaimEntry } from '../../catalogue/entry.ts'
import { count } from '../../words/count.ts'

/** What stands where the results would, if there are none of the stack as it is. */
export function Untested({ entry }: { entry: ClaimEntry }) {
  return (
    <p>
      This run tried the check only on stacks that were made wrong on purpose: {count(entry.mutants.length, 'mutant')},
      below. To see it on the stack as it is, run <code>sockproof verify</code>.
    </p>
  )
}
