import { mutant } from '../../claim/mutant.ts'

/** Rules that say notrack, and track all the same. */
export const rulesTrackEverything = mutant({
  name: 'rules-track-everything',
  says: 'the router tracks what its rules exempt from tracking',
  rules: (rules) => rules.replaceAll(/\bnotrack\b/g, 'accept'),
})

/** Rules that give ports at random, and keep each that is free. */
export const rulesKeepThePort = mutant({
  name: 'rules-keep-the-port',
  says: 'the router keeps a port that its rules tell it to change',
  rules: (rules) => rules.replaceAll(/masquerade to :\S+ random/g, 'masquerade'),
})
