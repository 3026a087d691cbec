import type { ClaimEntry } from '../../catalogue/entry.ts'
import { OUTCOME_MEANING, OUTCOMES, READING_MEANING, READINGS } from '../../words/verdicts.ts'
import { ReadingMark, VerdictMark } from '../parts/marks.tsx'

/** How many claims have which verdict, and which reading. */
export function Counts({ entries }: { entries: readonly ClaimEntry[] }) {
  return (
    <div class="counts">
      <table>
        <caption>Verdicts: does this machine behave as the reading says?</caption>
        <tbody>
          {OUTCOMES.map((outcome) => {
            const number = entries.filter((entry) => entry.outcome === outcome).length
            return (
              <tr class={number === 0 ? 'none' : undefined}>
                <td class="number">{number}</td>
                <th scope="row">
                  <VerdictMark outcome={outcome} />
                </th>
                <td class="says">{OUTCOME_MEANING[outcome]}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <table>
        <caption>Readings: what is the sentence worth?</caption>
        <tbody>
          {READINGS.map((reading) => {
            const number = entries.filter(({ claim }) => claim?.reading === reading).length
            return (
              <tr class={number === 0 ? 'none' : undefined}>
                <td class="number">{number}</td>
                <th scope="row">
                  <ReadingMark reading={reading} />
                </th>
                <td class="says">{READING_MEANING[reading]}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
