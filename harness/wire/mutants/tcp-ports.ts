import { mutant } from '../../claim/mutant.ts'
import { changeTcpHeader } from './tcp-flags.ts'

const SYN = 0x02
const ACK = 0x10

/** SYNs come from another port than the one that the client's socket has. */
export const synFromAnotherPort = mutant({
  name: 'syn-from-another-port',
  says: 'the SYN bears another source port than the socket',
  frame: (frame) =>
    changeTcpHeader(frame, (header) => {
      if (((header[13] ?? 0) & (SYN | ACK)) !== SYN) return
      const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
      view.setUint16(0, view.getUint16(0) ^ 1)
    }),
})
