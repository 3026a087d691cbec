import type { Link } from '../lab/link/link.ts'
import type { Patience } from './patience.ts'

/** What an experiment has at hand besides its hosts. */
export interface Tools extends Pick<Patience, 'until' | 'eventually' | 'answered'> {
  /** Notes a step on the timeline, as a headline between the events. */
  say(text: string): void
  /** A port that no earlier run of this lab has used, from 3490 on, or of a block that this lab has to itself. */
  port(): number
  /** Whether all hosts have an IPv6 address. */
  readonly hasIpv6: boolean
  /** The link between the two hosts of a LAN that is `carried`. Asking for it in another lab throws. */
  readonly link: Link
}
