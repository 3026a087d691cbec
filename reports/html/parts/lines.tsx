import { grouped } from '../../words/count.ts'
import { visibleLines } from '../../words/visible.ts'
import { Scroll } from './scroll.tsx'

/** More than this is not shown; the evidence itself has it. */
const MOST = 20_000

/** Text as it was laid out, cut where it is endless. */
export function Lines({ label, text }: { label: string; text: string }) {
  const left = text.length - MOST
  return (
    <>
      <Scroll label={label}>
        <pre>{visibleLines(text.slice(0, MOST))}</pre>
      </Scroll>
      {left > 0 ? <p class="aside">{grouped(left)} characters more stand in the evidence.</p> : null}
    </>
  )
}
