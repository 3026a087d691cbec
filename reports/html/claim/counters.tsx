import type { ResultRecord } from '../../../harness/evidence/schema.ts'
import { grouped } from '../../words/count.ts'
import { visible } from '../../words/visible.ts'

/** Kernel counters that changed while the experiment ran. */
export function Counters({ result: { counters } }: { result: ResultRecord }) {
  if (counters.length === 0) return null
  return (
    <section aria-labelledby="counters">
      <h2 id="counters">What the kernel counted</h2>
      <table class="plain">
        <caption>Counters that changed meanwhile</caption>
        <thead>
          <tr>
            <th scope="col">Counter</th>
            <th scope="col">Host</th>
            <th scope="col" class="number">
              Before
            </th>
            <th scope="col" class="number">
              After
            </th>
            <th scope="col" class="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {counters.map(({ host, counter, before, after }) => (
            <tr>
              <th scope="row">
                <code>{visible(counter)}</code>
              </th>
              <td>{visible(host)}</td>
              <td class="number">{grouped(before)}</td>
              <td class="number">{grouped(after)}</td>
              <td class="number">{after >= before ? `+${grouped(after - before)}` : `−${grouped(before - after)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
