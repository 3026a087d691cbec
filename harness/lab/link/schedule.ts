import { decode } from '../../wire/decode.ts'
import { carriesTransport, type LinkFrame } from './frame.ts'

/** What a link can do wrong. */
export type FaultName = 'lose' | 'duplicate' | 'delay' | 'corrupt'

/**
 * One thing that a link does wrong, as data.
 * - `lose`: the frame does not arrive.
 * - `duplicate`: it arrives twice, the copy after so many further frames of its direction, 0 for at once.
 * - `delay`: so many further frames of its direction overtake it. Where none follow, it stays on the link.
 * - `corrupt`: it arrives with one bit of its last byte changed, which its checksum does not cover.
 */
export type Fault = {
  /** The host that sends the frame. */
  readonly from: string
  /** Which of the frames with TCP or UDP that this host sends from now on, counted from 1. */
  readonly frame: number
} & (
  | { readonly fault: 'lose' }
  | { readonly fault: 'duplicate'; readonly by: number }
  | { readonly fault: 'delay'; readonly by: number }
  | { readonly fault: 'corrupt' }
)

/** All that a link does wrong. Several faults of one frame add up, in this order; a link without faults is `[]`. */
export type Schedule = readonly Fault[]

/** The schedule that loses these frames of a host. */
export function losing(from: string, ...frames: readonly number[]): Schedule {
  return frames.map((frame) => ({ from, frame, fault: 'lose' }))
}

/** One copy of a frame on its way. */
export interface Parcel {
  readonly bytes: Uint8Array
  /** How many further frames of its direction overtake it; without an end it waits until it is released. */
  readonly after: number
}

/** What becomes of a frame: its copies, none if it is lost. */
export type Treatment = (frame: LinkFrame) => readonly Parcel[]

/** Every frame passes as it is. */
export const carry: Treatment = ({ bytes }) => [{ bytes, after: 0 }]

/** The treatment that a schedule asks for. It counts frames from its first use on. */
export function scheduled(schedule: Schedule): Treatment {
  const counts = new Map<string, number>()
  return (frame) => {
    if (!carriesTransport(frame)) return carry(frame)
    const number = (counts.get(frame.from) ?? 0) + 1
    counts.set(frame.from, number)
    const faults = schedule.filter((fault) => fault.from === frame.from && fault.frame === number)
    return faults.reduce(withFault, carry(frame))
  }
}

function withFault(parcels: readonly Parcel[], fault: Fault): readonly Parcel[] {
  switch (fault.fault) {
    case 'lose':
      return []
    case 'duplicate':
      return parcels.flatMap((parcel) => [parcel, later(parcel, fault.by)])
    case 'delay':
      return parcels.map((parcel) => later(parcel, fault.by))
    case 'corrupt':
      return parcels.map(({ bytes, after }) => ({ bytes: corrupted(bytes), after }))
  }
}

function later({ bytes, after }: Parcel, by: number): Parcel {
  return { bytes, after: after + by }
}

/** A frame of which one bit of the last byte, padding aside, is another one. */
function corrupted(bytes: Uint8Array): Uint8Array {
  const { payload } = decode(bytes)
  const last = payload.offset + payload.length - 1
  return bytes.with(last, (bytes[last] ?? 0) ^ 1)
}

/** A schedule in words, for the timeline: `client’s frame 3: lose`. */
export function scheduleText(schedule: Schedule): string {
  if (schedule.length === 0) return 'nothing goes wrong'
  return schedule
    .map((fault) => `${fault.from}’s frame ${fault.frame}: ${fault.fault}${'by' in fault ? ` by ${fault.by}` : ''}`)
    .join('; ')
}
