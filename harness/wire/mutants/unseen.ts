import { type Mutant, mutant } from '../../claim/mutant.ts'
import { decode } from '../decode.ts'

/** A wire on which TCP segments with exactly these flags, for example `SYN, ACK`, are never seen. */
export function segmentsUnseen(flags: string): Mutant {
  return mutant({
    name: `${flags.toLowerCase().replaceAll(', ', '-')}-unseen`,
    says: `no ${flags} is on the wire`,
    frame: (frame) => {
      const { transport } = decode(frame.bytes, { length: frame.length })
      return transport?.kind === 'tcp' && transport.flags.join(', ') === flags ? null : frame
    },
  })
}
