import type { InetAddress } from '../../address.ts'

/** Where an agent's sockets are, and what they can reach there. */
export interface Place {
  /** An address of its own; port 0, or the first of a few that nobody uses. */
  readonly own: InetAddress
  /** Whether what is sent to that address arrives. */
  readonly reachesItself: boolean
}

/** The address, at another port if it has one. */
export function anotherPort(own: InetAddress, further: number): InetAddress {
  return { ...own, port: own.port === 0 ? 0 : own.port + further }
}
