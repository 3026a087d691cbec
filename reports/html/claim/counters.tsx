import type { CounterChange, ResultRecord } from '../../../harness/evidence/schema.ts'
import { count, grouped } from '../../words/count.ts'
import { visible } from '../../words/visible.ts'

/** Kernel counters that changed while the experiment ran. */
export function Counters({ result: { counters } }: { result: ResultRecord }) {
  if (counters.length === 0) return null
  const beneath = counters.filter(({ counter }) => BENEATH.test(counter))
  const telling = counters.filter((counter) => !beneath.includes(counter))
  return (
    <section aria-labelledby="counters">
      <h2 id="counters">What the kernel counted</h2>
      {telling.length === 0 ? null : <CounterTable caption="Counters that changed meanwhile" counters={telling} />}
      {beneath.length === 0 ? null : (
        <details>
          <summary>{count(beneath.length, 'counter')} of the layers beneath</summary>
          <CounterTable caption="Counters of IP that changed meanwhile" counters={beneath} />
        </details>
      )}
    </section>
  )
}

/** Counters that move with every packet and tell nothing of sockets. */
const BENEATH = /^(Ip|IpExt|Ip6|Icmp|IcmpMsg|Icmp6)\.(?!.*(Discards|Errors|NoRoutes|UnknownProtos|ReasmFails))/

function CounterTable({ caption, counters }: { caption: string; counters: readonly CounterChange[] }) {
  return (
    <table class="plain">
      <caption>{caption}</caption>
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
  )
}
