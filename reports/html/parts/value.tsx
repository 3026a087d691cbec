import type { Json } from '../../../harness/evidence/trace-schema.ts'
import { valueText } from '../../calls/value.ts'
import { shortened } from '../../words/visible.ts'
import { Lines } from './lines.tsx'

/** Longer values are shown in part, and whole on request. */
const SHORT = 140

/**
 * A JSON value in a table: short ones as they are, long ones folded.
 *
 * @param props.label what it is, unique within the page
 */
export function Value({ value, label }: { value: Json; label: string }) {
  const text = valueText(value)
  if ([...text].length <= SHORT) return <code class="value">{text}</code>
  return (
    <details class="value">
      <summary>
        <code>{shortened(text, SHORT)}</code>
      </summary>
      <Lines label={label} text={JSON.stringify(value, null, 2)} />
    </details>
  )
}
