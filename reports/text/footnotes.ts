import type { Ladder } from '../ladder/model.ts'
import { count } from '../words/count.ts'

/** What a ladder leaves out, in words. */
export function footnotes(ladder: Ladder): string[] {
  return [
    ...(ladder.noise > 0 ? [`${count(ladder.noise, 'packet')} of ARP and neighbour discovery left out`] : []),
    ...(ladder.elided > 0 ? [`${count(ladder.elided, 'event')} left out of the middle when the trace was kept`] : []),
  ]
}
