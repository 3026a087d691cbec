import type { LabDescription, ResultRecord } from '../../../harness/evidence/schema.ts'
import { dateAndTime } from '../../words/time.ts'
import { visible } from '../../words/visible.ts'
import { Facts } from '../parts/facts.tsx'
import { NamedValues } from '../parts/named-values.tsx'

/** The lab that the experiment ran in, folded away. */
export function LabDetails({ result }: { result: ResultRecord }) {
  const { lab, stack, startedAt } = result
  return (
    <section aria-labelledby="lab">
      <h2 id="lab">Where it was done</h2>
      <Facts
        facts={[
          ['Stack', visible(stack)],
          ['Begun', dateAndTime(startedAt)],
          ['Lab', lab === null ? 'none was built' : `${visible(lab.kind)}, made of ${visible(lab.backend)}`],
        ]}
      />
      {lab === null ? null : <Hosts lab={lab} />}
    </section>
  )
}

function Hosts({ lab }: { lab: LabDescription }) {
  return (
    <details>
      <summary>Hosts, addresses and settings</summary>
      <table class="plain">
        <caption>Addresses</caption>
        <thead>
          <tr>
            <th scope="col">Host</th>
            <th scope="col">Interface</th>
            <th scope="col">Address</th>
            <th scope="col">Link</th>
          </tr>
        </thead>
        <tbody>
          {lab.hosts.flatMap(({ name, addresses }) =>
            addresses.map(({ interface: port, address, link }) => (
              <tr>
                <th scope="row">{visible(name)}</th>
                <td>
                  <code>{visible(port)}</code>
                </td>
                <td>
                  <code>{visible(address)}</code>
                </td>
                <td>{visible(link)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {lab.notes.map((note) => (
        <p>{visible(note)}</p>
      ))}
      {lab.hosts.map(({ name, sysctls }) => (
        <NamedValues title={`Sysctls of ${visible(name)}`} values={sysctls} />
      ))}
    </details>
  )
}
