import type { ResultRecord } from '../../../harness/evidence/schema.ts'
import type { Trace, TraceEvent } from '../../../harness/evidence/trace-schema.ts'
import { callLine } from '../../calls/call.ts'
import { valueText } from '../../calls/value.ts'
import { tracedRuns } from '../../catalogue/cases.ts'
import { readPackets } from '../../packets/read.ts'
import { endText, type PacketView } from '../../packets/view.ts'
import { count } from '../../words/count.ts'
import { duration } from '../../words/time.ts'
import { visible } from '../../words/visible.ts'
import { Scroll } from '../parts/scroll.tsx'
import { type Paths, TO_ROOT } from '../paths.ts'

/** More events than this are left to the capture and the evidence. */
const MOST = 1200

/** Every call, packet and fact of the runs that are shown, for the expert. */
export function TraceTables({ result, paths }: { result: ResultRecord; paths: Paths }) {
  const traced = tracedRuns(result)
  if (traced.length === 0) return null
  return (
    <section aria-labelledby="raw">
      <h2 id="raw">Raw trace</h2>
      {traced.map(({ trace, hasPackets }, index) => (
        <details>
          <summary>{count(trace.events.length, 'event')}: every call, packet and fact with its time</summary>
          <TraceTable trace={trace} label={`Raw trace ${index + 1}, may be scrolled`} />
          <p class="aside">
            {trace.events.length > MOST
              ? `The table ends after ${MOST} events; all of them stand in the evidence. `
              : ''}
            {hasPackets ? (
              <>
                The packets stand in <a href={`${TO_ROOT}${paths.capture(result.claim.id, index)}`}>the capture</a> too.
              </>
            ) : null}
          </p>
        </details>
      ))}
    </section>
  )
}

function TraceTable({ trace, label }: { trace: Trace; label: string }) {
  const views = new Map<TraceEvent, PacketView>(readPackets(trace).map((view) => [view.event, view]))
  const first = trace.events[0]?.at ?? 0
  return (
    <Scroll label={label}>
      <table class="raw">
        <caption class="unseen">Events in order of time</caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              Time
            </th>
            <th scope="col">Took</th>
            <th scope="col">Host</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {trace.events.slice(0, MOST).map((event) => (
            <tr class={event.kind}>
              <td class="number">{((event.at - first) / 1e6).toFixed(3)} ms</td>
              <td class="number">
                {event.kind === 'call' && event.until !== null ? duration(event.until - event.at) : ''}
              </td>
              <td>{visible(event.host ?? '')}</td>
              <td>
                <code>{lineOf(event, views.get(event))}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function lineOf(event: TraceEvent, view: PacketView | undefined): string {
  if (event.kind === 'call')
    return `${event.label === null ? '' : `${visible(event.label)}: `}${callLine(event)}${endsOfSocket(event)}`
  if (event.kind === 'fact')
    return `${event.source}: ${visible(event.says)}${event.value === undefined ? '' : `  ${valueText(event.value)}`}`
  const ends =
    view?.source == null || view.destination === null ? '' : `${endText(view.source)} → ${endText(view.destination)}  `
  return `${visible(event.interface)} ${event.direction}  ${ends}${view?.says ?? ''}  (${event.length} bytes in the frame)`
}

function endsOfSocket({ endpoints }: { endpoints: { local: string | null; peer: string | null } | null }): string {
  if (endpoints?.local == null) return ''
  return `  [${visible(endpoints.local)}${endpoints.peer === null ? '' : ` ↔ ${visible(endpoints.peer)}`}]`
}
