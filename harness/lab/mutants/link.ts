import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { FaultName } from '../link/schedule.ts'

/** A carried link that never does one of the things that it is asked to do to frames. */
function linkNever(fault: FaultName, name: string, says: string): Mutant {
  return mutant({
    name,
    says,
    lab: (plan) => (plan.kind === 'lan' ? { ...plan, linkNever: [...(plan.linkNever ?? []), fault] } : plan),
  })
}

/** A link that carries every frame. */
export const linkLosesNothing = linkNever('lose', 'link-loses-nothing', 'the link delivers every frame')

/** A link on which nothing takes time and no frame overtakes another. */
export const linkDelaysNothing = linkNever(
  'delay',
  'link-delays-nothing',
  'the link delivers every frame at once and in order',
)

/** A link on which every frame arrives once. */
export const linkDuplicatesNothing = linkNever('duplicate', 'link-duplicates-nothing', 'no frame arrives a second time')

/** A link on which no bit changes. */
export const linkCorruptsNothing = linkNever(
  'corrupt',
  'link-corrupts-nothing',
  'no bit of a frame changes on the link',
)
