import type { ClaimEntry } from '../../catalogue/entry.ts'
import { milliseconds } from '../../words/time.ts'
import { visible } from '../../words/visible.ts'
import { VerdictMark } from '../parts/marks.tsx'

/** The verdicts of all stacks and repetitions, if there is more than one. */
export function Repetitions({ entry: { results } }: { entry: ClaimEntry }) {
  if (results.length < 2) return null
  return (
    <table class="plain">
      <caption>Every time it was tried</caption>
      <thead>
        <tr>
          <th scope="col">Stack</th>
          <th scope="col">Repetition</th>
          <th scope="col">Verdict</th>
          <th scope="col" class="number">
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {results.map(({ stack, repeat, verdict, milliseconds: took }) => (
          <tr>
            <th scope="row">{visible(stack)}</th>
            <td>{repeat + 1}</td>
            <td>
              <VerdictMark outcome={verdict.outcome} />
            </td>
            <td class="number">{milliseconds(took)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
