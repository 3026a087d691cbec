import type { CounterChange, ResultRecord } from '../../../harness/evidence/schema.ts'
import { count, grouped, list } from '../../words/count.ts'
import { groupBy } from '../../words/group.ts'
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
        {[...groupBy(counters, sameChange).values()].flatMap((group) => {
          const [first] = group
          return first === undefined ? [] : [<Row change={first} hosts={group.map(({ host }) => visible(host))} />]
        })}
      </tbody>
    </table>
  )
}

/** Hosts on which a counter changed alike share a row; programs on one machine always do. */
function sameChange({ counter, before, after }: CounterChange): string {
  return JSON.stringify([counter, before, after])
}

function Row({ change: { counter, before, after }, hosts }: { change: CounterChange; hosts: readonly string[] }) {
  return (
    <tr>
      <th scope="row">
        <code>{visible(counter)}</code>
      </th>
      <td>{list(hosts)}</td>
      <td class="number">{grouped(before)}</td>
      <td class="number">{grouped(after)}</td>
      <td class="number">{after >= before ? `+${grouped(after - before)}` : `−${grouped(before - after)}`}</td>
    </tr>
  )
}
