import { mutant } from '../../claim/mutant.ts'
import { decode } from '../decode.ts'

/** A wire on which no UDP datagram is ever seen. */
export const datagramsUnseen = mutant({
  name: 'datagrams-unseen',
  says: 'no UDP datagram is on the wire',
  frame: (frame) => (decode(frame.bytes, { length: frame.length }).transport?.kind === 'udp' ? null : frame),
})
