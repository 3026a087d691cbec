import type { ResultRecord } from '../../../harness/evidence/schema.ts'
import type { ClaimEntry } from '../../catalogue/entry.ts'
import { visible } from '../../words/visible.ts'
import { MutantRow } from '../parts/mutant-fate.tsx'

/** What the check is known to fail on, and how it fared where the run tried that. */
export function Mutants({ entry }: { entry: ClaimEntry }) {
  const known = entry.claim?.mutants ?? []
  const tried = entry.mutants
  const untried = known.filter(({ name }) => tried.every(({ mutant }) => mutant?.name !== name))
  if (known.length + tried.length === 0) return null
  return (
    <section aria-labelledby="mutants">
      <h2 id="mutants">How we know that this check can fail</h2>
      <p>Each of these gets exactly one thing wrong on purpose, and the check must notice it.</p>
      {tried.length === 0 ? null : <Tried tried={tried} />}
      {untried.length === 0 ? null : (
        <>
          {tried.length === 0 ? null : <h3>Not tried in this run</h3>}
          <ul class="mutants">
            {untried.map(({ name, says }) => (
              <li>
                <code>{visible(name)}</code> {visible(says)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Tried({ tried }: { tried: readonly ResultRecord[] }) {
  return (
    <table class="plain">
      <caption>Tried in this run</caption>
      <thead>
        <tr>
          <th scope="col">What was made wrong</th>
          <th scope="col">What came of it</th>
          <th scope="col">By which condition</th>
        </tr>
      </thead>
      <tbody>
        {tried.map((record) => (
          <MutantRow record={record} />
        ))}
      </tbody>
    </table>
  )
}
