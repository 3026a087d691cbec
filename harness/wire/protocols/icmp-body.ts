import type { OriginalDatagram } from './original-datagram.ts'

/** Echo request and reply (RFC 792, RFC 4443 §4). */
export interface EchoBody {
  readonly kind: 'echo'
  readonly identifier: number
  readonly sequenceNumber: number
}

/** An error message (RFC 792, RFC 4443 §3). */
export interface ErrorBody {
  readonly kind: 'error'
  /** The MTU of the next hop in `fragmentation needed` (RFC 1191 §4) and `packet too big`, otherwise null. */
  readonly mtu: number | null
  /** What the message is about, null when too little of it was quoted. */
  readonly original: OriginalDatagram | null
}

/** Neighbour solicitation (RFC 4861 §4.3). */
export interface NeighbourSolicitationBody {
  readonly kind: 'neighbour solicitation'
  readonly target: string
  /** The hardware address of the sender, if given. */
  readonly sourceLinkLayerAddress: string | null
}

/** Neighbour advertisement (RFC 4861 §4.4). */
export interface NeighbourAdvertisementBody {
  readonly kind: 'neighbour advertisement'
  readonly target: string
  readonly isRouter: boolean
  readonly solicited: boolean
  readonly override: boolean
  /** The hardware address of the target, if given. */
  readonly targetLinkLayerAddress: string | null
}

/** A message whose body is not read: its bytes are the payload. */
export interface OtherBody {
  readonly kind: 'other'
}
