import { mutant } from '../../claim/mutant.ts'
import type { Frame } from '../capture.ts'
import { changeTcpHeader } from './tcp-flags.ts'

const SYN = 0x02
const ACK = 0x10

/** SYNs come from another port than the one that the client's socket has. */
export const synFromAnotherPort = mutant({
  name: 'syn-from-another-port',
  says: 'the SYN bears another source port than the socket',
  frame: (frame) => withPortOfSyn(frame, SOURCE_PORT),
})

/** SYNs go to another port than the one that connect() names. */
export const synToAnotherPort = mutant({
  name: 'syn-to-another-port',
  says: 'the SYN bears another destination port than connect() was given',
  frame: (frame) => withPortOfSyn(frame, DESTINATION_PORT),
})

/** Offsets in the header (RFC 9293 section 3.1). */
const [SOURCE_PORT, DESTINATION_PORT] = [0, 2]

/** The frame with the port at an offset changed, if it is a SYN. */
function withPortOfSyn(frame: Frame, offset: number): Frame {
  return changeTcpHeader(frame, (header) => {
    if (((header[13] ?? 0) & (SYN | ACK)) !== SYN) return
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
    view.setUint16(offset, view.getUint16(offset) ^ 1)
  })
}
