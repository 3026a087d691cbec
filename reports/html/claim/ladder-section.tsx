import type { ResultRecord, Run } from '../../../harness/evidence/schema.ts'
import { valueText } from '../../calls/value.ts'
import { type TracedRun, tracedRuns } from '../../catalogue/cases.ts'
import { ladderOf } from '../../ladder/ladder.ts'
import type { Ladder } from '../../ladder/model.ts'
import { count, list } from '../../words/count.ts'
import { shortened } from '../../words/visible.ts'
import { layOut } from '../ladder/layout.ts'
import { Legend } from '../ladder/legend.tsx'
import { LadderDrawing } from '../ladder/svg.tsx'
import { InWords } from '../ladder/words.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { type Paths, TO_ROOT } from '../paths.ts'

/** The runs that are shown, each as a ladder of who did what. */
export function LadderSection({ result, paths }: { result: ResultRecord; paths: Paths }) {
  const traced = tracedRuns(result)
  if (traced.length === 0) return null
  return (
    <section aria-labelledby="happened">
      <h2 id="happened">What happened</h2>
      {traced.map((shown, index) => (
        <OneLadder result={result} shown={shown} index={index} paths={paths} alone={traced.length === 1} />
      ))}
    </section>
  )
}

interface OneLadderProps {
  readonly result: ResultRecord
  readonly shown: TracedRun
  readonly index: number
  readonly paths: Paths
  readonly alone: boolean
}

function OneLadder({ result, shown: { run, trace, hasPackets }, index, paths, alone }: OneLadderProps) {
  const ladder = ladderOf(trace, result.lab?.hosts ?? [])
  if (ladder.rows.length === 0) return <p>Nothing was called and nothing was sent.</p>
  const id = `ladder-${index + 1}`
  return (
    <figure class="ladder" id={id}>
      <figcaption>
        {alone && run.shown !== 'counterexample' ? null : <strong>{captionOf(run)}. </strong>}
        Time runs down, row by row and not to scale. A box is a call, as long as it took; an arrow is a packet.
        {notes(ladder)}
      </figcaption>
      <Scroll label={`Ladder ${index + 1}, may be scrolled sideways`}>
        <LadderDrawing
          drawing={layOut(ladder)}
          id={id}
          title={`Ladder of ${list(ladder.columns.map(({ name }) => name))}`}
          description={`${count(ladder.rows.length, 'row')} of calls and packets. The same in words follows the drawing.`}
        />
      </Scroll>
      <Legend ladder={ladder} />
      <InWords ladder={ladder} />
      {hasPackets ? (
        <p class="capture">
          <a href={`${TO_ROOT}${paths.capture(result.claim.id, index)}`} download>
            The packets as a capture
          </a>{' '}
          to open in Wireshark.
        </p>
      ) : null}
    </figure>
  )
}

function captionOf({ shown, input }: Run): string {
  const kind = shown === 'counterexample' ? 'The smallest counterexample' : 'One example'
  return input === undefined ? kind : `${kind}, for ${shortened(valueText(input), 120)}`
}

function notes({ noise, elided }: Ladder): string {
  const left =
    noise === 0 ? '' : ` Not drawn: ${count(noise, 'packet')} by which hosts only find each other (ARP and the like).`
  const cut = elided === 0 ? '' : ` Left out of the middle when the trace was kept: ${count(elided, 'event')}.`
  return left + cut
}
