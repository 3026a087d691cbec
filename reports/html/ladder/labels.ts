import type { CallItem, Mark, NoteItem } from '../../ladder/model.ts'
import { labelOf } from '../../ladder/sides.ts'
import type { Span } from './shapes.ts'

/** The words of a call or a note as runs of styled text. */
export function spansOf(mark: Mark & { readonly item: CallItem | NoteItem }): Span[] {
  const { item, part } = mark
  if (item.kind === 'note') return noteSpans(item)
  const { who, text } = item
  const name: Span[] = who === null ? [] : [{ text: `${who}: `, style: 'who' }]
  const outcome: Span = { text: text.outcome ?? 'has not returned', style: text.failed ? 'failed' : 'outcome' }
  if (part === 'whole') return [...name, { text: `${text.asked} `, style: 'asked' }, outcome]
  if (part === 'begins') return [...name, { text: text.asked, style: 'asked' }]
  const again = labelOf(mark).slice(who === null ? 0 : who.length + 2, -outcome.text.length)
  return [...name, ...(again === '' ? [] : [{ text: again, style: 'asked' as const }]), outcome]
}

function noteSpans({ source, says }: NoteItem): Span[] {
  const tag: Span[] = source === 'experiment' ? [] : [{ text: `${source} `, style: 'source' }]
  return [...tag, { text: says, style: 'plain' }]
}
