import { behavioursOf, type ShownBehaviour } from '../../catalogue/behaviours.ts'
import type { ClaimEntry } from '../../catalogue/entry.ts'
import type { Evidence } from '../../evidence.ts'
import { count, list } from '../../words/count.ts'
import { visible } from '../../words/visible.ts'
import { VerdictMark } from '../parts/marks.tsx'
import { Page } from '../parts/page.tsx'
import type { Paths } from '../paths.ts'

interface BehavioursProps {
  readonly evidence: Evidence
  readonly entries: readonly ClaimEntry[]
  readonly paths: Paths
}

/** What the reference suites for sockets check, and by which claims it was shown in this run. */
export function BehavioursPage({ evidence, entries, paths }: BehavioursProps) {
  const behaviours = behavioursOf(entries)
  return (
    <Page evidence={evidence} root="">
      <h1>{count(behaviours.length, 'behaviour')} that other suites check, and where they are shown here</h1>
      <p class="lead">
        The suites that kernels and user-space stacks are tested with assert these. Each is shown by the claims beside
        it, on this machine, with the evidence a click away.
      </p>
      <table class="behaviours">
        <caption>By number</caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              No.
            </th>
            <th scope="col">Behaviour</th>
            <th scope="col">Shown by</th>
          </tr>
        </thead>
        <tbody>
          {behaviours.map((behaviour) => (
            <Row behaviour={behaviour} paths={paths} />
          ))}
        </tbody>
      </table>
    </Page>
  )
}

function Row({ behaviour, paths }: { behaviour: ShownBehaviour; paths: Paths }) {
  const { number, says, suites, claims } = behaviour
  return (
    <tr id={`behaviour-${number}`}>
      <td class="number">{number}</td>
      <th scope="row">
        {visible(says)}
        <small class="suites">{list(suites.map(visible))}</small>
      </th>
      <td>
        <ul class="shown-by">
          {claims.map(({ id, outcome }) => (
            <li>
              <VerdictMark outcome={outcome} /> <a href={paths.page(id)}>{visible(id)}</a>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  )
}
