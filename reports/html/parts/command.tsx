import { visibleLines } from '../../words/visible.ts'

/** A command to type, with a button that copies it where scripts run. */
export function Command({ text }: { text: string }) {
  const shown = visibleLines(text)
  return (
    <div class="command">
      <code>{shown}</code>
      <button type="button" class="copy" data-copy={shown} hidden>
        Copy
      </button>
    </div>
  )
}
