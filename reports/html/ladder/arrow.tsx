import type { PacketNature } from '../../packets/view.ts'
import type { ArrowShape, LoopShape } from './shapes.ts'

const HEAD = 9
const HALF = 4.5

/** A packet's way, with a head and a tail that tell what it is even without colour. */
export function Arrow({ nature, x1, y1, x2, y2, lost, full }: ArrowShape) {
  const length = Math.hypot(x2 - x1, y2 - y1)
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI
  return (
    <g class={`arrow ${nature}`} transform={`translate(${round(x1)} ${round(y1)}) rotate(${round(angle)})`}>
      <title>{full}</title>
      <path class="way" d={`M0 0H${round(lost ? length : length - 6)}`} />
      <Tail nature={nature} />
      {lost ? <Cross at={length} /> : <Head nature={nature} at={length} />}
    </g>
  )
}

/** A packet that comes back to where it left. */
export function Loop({ nature, side, x, y, full }: LoopShape) {
  const mirrored = side === 'left' ? ' scale(-1 1)' : ''
  return (
    <g class={`arrow ${nature}`} transform={`translate(${round(x)} ${round(y)})${mirrored}`}>
      <title>{full}</title>
      <path class="way" d="M6 -8H22a8 8 0 0 1 0 16H14" />
      <path class="head" d="M6 8l9 -4.5v9z" />
    </g>
  )
}

/** How an arrow begins: a ring opens a connection, a bar ends it, a cross breaks it off. */
function Tail({ nature }: { nature: PacketNature }) {
  if (nature === 'syn') return <circle class="ring" cx="4" cy="0" r="3.5" />
  if (nature === 'fin') return <path class="tail" d="M2 -5V5" />
  if (nature === 'rst') return <path class="tail" d="M0 -4.5L9 4.5M9 -4.5L0 4.5" />
  return nature === 'udp' ? <path class="head" d="M0 0l4.5 -4l4.5 4l-4.5 4z" /> : null
}

function Head({ nature, at }: { nature: PacketNature; at: number }) {
  const x = round(at)
  const isOpen = nature === 'ack' || nature === 'noise' || nature === 'other'
  return isOpen ? (
    <path class="tail" d={`M${x - HEAD} ${-HALF}L${x} 0L${x - HEAD} ${HALF}`} />
  ) : (
    <path class="head" d={`M${x} 0L${x - HEAD - 1} ${-HALF}V${HALF}z`} />
  )
}

/** The end of a way on which a packet was not seen to arrive. */
function Cross({ at }: { at: number }) {
  const x = round(at)
  return <path class="cross" d={`M${x - 6} -6L${x + 6} 6M${x + 6} -6L${x - 6} 6`} />
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
