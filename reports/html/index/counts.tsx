import { type ClaimEntry, escaped, isCaught } from '../../catalogue/entry.ts'
import { OUTCOME_MEANING, OUTCOMES, READING_MEANING, READINGS } from '../../words/verdicts.ts'
import { ReadingMark, VerdictMark, YesNo } from '../parts/marks.tsx'

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

/** How many mutants were killed. */
export function MutantCounts({ entries }: { entries: readonly ClaimEntry[] }) {
  const mutants = entries.flatMap((entry) => entry.mutants)
  const killed = mutants.filter(isCaught).length
  const past = mutants.filter(escaped).length
  const rest = mutants.length - killed - past
  return (
    <div class="counts">
      <table>
        <caption>Mutants: does the check notice what was made wrong?</caption>
        <tbody>
          <tr class={killed === 0 ? 'none' : undefined}>
            <td class="number">{killed}</td>
            <th scope="row">
              <YesNo yes yesWord="killed" noWord="" />
            </th>
            <td class="says">the check failed, as it must</td>
          </tr>
          <tr class={past === 0 ? 'none' : undefined}>
            <td class="number">{past}</td>
            <th scope="row">
              <YesNo yes={false} yesWord="" noWord="survived" />
            </th>
            <td class="says">the check passed: it should be sharper</td>
          </tr>
          <tr class={rest === 0 ? 'none' : undefined}>
            <td class="number">{rest}</td>
            <th scope="row">
              <VerdictMark outcome="unresolved" />
            </th>
            <td class="says">nothing is known, or this machine lacks what it needs</td>
          </tr>
        </tbody>
      </table>
    </div>
  )
}
