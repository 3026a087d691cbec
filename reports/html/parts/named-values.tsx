import { visible } from '../../words/visible.ts'

/** Settings with their values, folded away. */
export function NamedValues({ title, values }: { title: string; values: Readonly<Record<string, string>> }) {
  const entries = Object.entries(values)
  if (entries.length === 0) return null
  return (
    <details>
      <summary>{title}</summary>
      <table class="plain">
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, value]) => (
            <tr>
              <th scope="row">
                <code>{visible(name)}</code>
              </th>
              <td>
                <code>{visible(value)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
