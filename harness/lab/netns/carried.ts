import { makeHolding } from '../held.ts'
import { Carrier } from '../link/carrier.ts'
import { LinkEnd } from '../link/end.ts'
import type { FaultName } from '../link/schedule.ts'
import { computeChecksums } from './checksum-offload.ts'
import { interfaceIndex } from './interface.ts'
import type { NetnsMachine } from './machine.ts'
import type { Namespace } from './namespace.ts'

/** A host whose cable ends in the middle of a carried link. */
export interface CarriedHost {
  readonly host: string
  readonly machine: Pick<NetnsMachine, 'within' | 'interfaces'>
  /** The name of the other end of its cable, in the middle. */
  readonly end: string
}

/**
 * Opens what carries frames between hosts whose cables end in the same namespace, without a bridge there. The hosts put
 * whole checksums into their frames, so that what the link changes on the way does not go unnoticed.
 */
export function openCarrier(
  hosts: readonly CarriedHost[],
  middle: Namespace,
  never: readonly FaultName[] = [],
): Carrier {
  const [one, other, ...more] = hosts
  if (one === undefined || other === undefined || more.length > 0) {
    throw new Error(`A carried link joins two hosts; this plan has ${hosts.length}.`)
  }
  for (const { machine } of hosts) {
    machine.within(() => {
      for (const { name, link } of machine.interfaces) if (link !== 'loopback') computeChecksums(name)
    })
  }
  const open = ({ host, end }: CarriedHost) => LinkEnd.open(host, interfaceIndex(end))
  return middle.within(() => makeHolding((held) => new Carrier([held.use(open(one)), held.use(open(other))], never)))
}
