import type { Lack } from '../../../not-offered.ts'
import type { LabPlan } from '../../plan.ts'

const ELSEWHERE = 'run the claim with --lab docker'

/** What a plan needs that labs on Docker's own bridge do not have; null if they have it all. */
export function lackingOnBridge(plan: LabPlan): Lack | null {
  const lacks = (name: string, reason: string): Lack => ({ name, reason, mend: ELSEWHERE })
  if (plan.kind === 'loopback') {
    return lacks(
      'network of Docker’s',
      'programs on one host meet on its loopback interface, which has nothing of Docker’s',
    )
  }
  if (plan.kind === 'lan') {
    const carried = plan.carried === true
    return carried ? lacks('carried link', 'Docker’s bridge carries the frames, so the experiment cannot') : null
  }
  const { translation, ...more } = plan.rules
  if (translation !== 'masquerade' || Object.values(more).some((rule) => rule !== undefined && rule !== false)) {
    return lacks('rules of the lab’s own', 'Docker’s NAT masquerades, without further options')
  }
  if (plan.sysctls !== undefined) {
    return lacks('sysctls of the router', 'it is the machine of the Docker engine, whose settings are kept')
  }
  if (plan.ipv6 === true) return lacks('IPv6 behind the router', 'the network behind Docker’s NAT is one of IPv4')
  return null
}
