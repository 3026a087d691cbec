import { mutant } from '../../claim/mutant.ts'

/** A link that carries every datagram. */
export const linkLosesNothing = mutant({
  name: 'link-loses-nothing',
  says: 'the link delivers every datagram',
  lab: ({ losesEvery: _, ...plan }) => plan,
})
