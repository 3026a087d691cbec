import type { Column } from '../../runs/column.ts'
import type { Trait, Traits } from '../../runs/traits.ts'
import { count } from '../../words/count.ts'
import { Scroll } from '../parts/scroll.tsx'

/** The environments of the runs side by side, with what differs first and marked. */
export function Environments({ traits, columns }: { traits: Traits; columns: readonly Column[] }) {
  const { machine, run, capabilities, sysctls, tools } = traits
  const named = [
    ['What the machines can do', capabilities],
    ['Sysctls of the machines', sysctls],
    ['Tools', tools],
  ] as const
  return (
    <section aria-labelledby="environments">
      <h2 id="environments">Where this was found</h2>
      <p>
        What differs is marked <Differs /> and stands first: it may be why a stack behaves otherwise.
      </p>
      <TraitTable title="Machines and stacks" traits={[...differing(machine), ...alike(machine)]} columns={columns} />
      <TraitTable title="The runs" traits={run} columns={columns} plain />
      {named.map(([title, all]) => (
        <>
          {differing(all).length === 0 ? null : (
            <TraitTable title={`${title}: what differs`} traits={differing(all)} columns={columns} />
          )}
          {alike(all).length === 0 ? null : (
            <details>
              <summary>
                {title}: {count(alike(all).length, 'thing')} alike
              </summary>
              <dl class="facts">
                {alike(all).map(({ name, values }) => (
                  <div>
                    <dt>{name}</dt>
                    <dd>{values[0] ?? 'not told'}</dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
        </>
      ))}
    </section>
  )
}

/** Paper has room for so many columns; a table with more is set there as lists. */
const FITTING_PAPER = 5

interface TraitTableProps {
  readonly title: string
  readonly traits: readonly Trait[]
  readonly columns: readonly Column[]
  /** Without marks, where everything differs or anything may. */
  readonly plain?: boolean
}

/** Traits down, runs across; a value that is not the most frequent one stands out. */
export function TraitTable({ title, traits, columns, plain = false }: TraitTableProps) {
  return (
    <Scroll label={title}>
      <table class={`traits ${columns.length > FITTING_PAPER ? 'many' : ''}`}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Trait</span>
            </th>
            {columns.map(({ label }) => (
              <th scope="col">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {traits.map(({ name, values, differs }) => (
            <tr>
              <th scope="row">
                {name} {differs && !plain ? <Differs /> : null}
              </th>
              {values.map((value, place) => (
                <td
                  data-name={columns[place]?.label}
                  class={differs && !plain && value !== usual(values) ? 'unusual' : undefined}
                >
                  {value ?? <span class="aside">not told</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Differs() {
  return (
    <span class="differs">
      <span aria-hidden="true">≠</span> differs
    </span>
  )
}

/** The most frequent value; of equally frequent ones the first. */
function usual(values: readonly (string | null)[]): string | null {
  const times = (value: string | null): number => values.filter((one) => one === value).length
  return values.toSorted((one, other) => times(other) - times(one))[0] ?? null
}

function differing(traits: readonly Trait[]): Trait[] {
  return traits.filter(({ differs }) => differs)
}

function alike(traits: readonly Trait[]): Trait[] {
  return traits.filter(({ differs }) => !differs)
}
