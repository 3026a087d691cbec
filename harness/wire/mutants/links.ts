import { type Mutant, mutant } from '../../claim/mutant.ts'

/** A wire on which every packet is seen on one link. */
export function seenOnLink(link: string): Mutant {
  return mutant({
    name: `seen-on-${link}`,
    says: `packets come in by the link ${link}`,
    frame: (frame) => ({ ...frame, link }),
  })
}
