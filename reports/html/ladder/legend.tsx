import type { Ladder } from '../../ladder/model.ts'
import { isLost, shownItems } from '../../ladder/sides.ts'
import type { PacketNature } from '../../packets/view.ts'
import { Arrow } from './arrow.tsx'

const NATURES: Readonly<Record<PacketNature, string>> = {
  syn: 'opens a connection',
  data: 'carries data',
  ack: 'only acknowledges',
  fin: 'ends one direction',
  rst: 'breaks off',
  udp: 'datagram',
  icmp: 'ICMP',
  noise: 'hosts find each other',
  other: 'another packet',
}

/** What the arrows of this ladder mean, those that occur in it. */
export function Legend({ ladder }: { ladder: Ladder }) {
  const packets = shownItems(ladder).filter((item) => item.kind === 'packet')
  const natures = new Set(packets.map(({ journey }) => journey.view.nature))
  if (natures.size === 0) return null
  const keys = Object.keys(NATURES) as PacketNature[]
  return (
    <ul class="legend">
      {keys
        .filter((nature) => natures.has(nature))
        .map((nature) => (
          <Entry nature={nature} lost={false} says={NATURES[nature]} />
        ))}
      {packets.some(isLost) ? <Entry nature="other" lost says="not seen to arrive" /> : null}
    </ul>
  )
}

function Entry({ nature, lost, says }: { nature: PacketNature; lost: boolean; says: string }) {
  return (
    <li>
      <svg class="sample" viewBox="0 0 56 16" width="56" height="16" aria-hidden="true" focusable="false">
        <Arrow kind="arrow" nature={nature} x1={3} y1={8} x2={lost ? 46 : 53} y2={8} lost={lost} full={says} />
      </svg>
      {says}
    </li>
  )
}
