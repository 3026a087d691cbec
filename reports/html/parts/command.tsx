import { visibleLines } from '../../words/visible.ts'

/** A command to type, with a button that copies it where scripts run. */
export function Command({ text }: { text: string }) {
  return (
    <div class="command">
      <code>{visibleLines(text)}</code>
      <button type="button" class="copy" data-copy={text} hidden>
        Copy
      </button>
    </div>
  )
}
