import type { LabPlan } from '../lab/plan.ts'
import { NotOffered } from '../not-offered.ts'
import type { StackChoice } from './stacks.ts'

/**
 * A plan as it is put to a stack: where the stack has no IPv6, so have the hosts. A claim that is made of several kinds of
 * sockets is then about those over IPv4, and what asks for IPv6 all the same is unsupported.
 */
export function planFor<Plan extends LabPlan>(plan: Plan, choice: StackChoice): Plan {
  const needs = plan.needs ?? []
  const asks = plan.ipv6 === true || needs.includes('IPv6')
  if (!asks || choice.kind === 'libc' || choice.self.families.includes('AF_INET6')) return plan
  return { ...plan, ipv6: false, needs: needs.filter((need) => need !== 'IPv6') }
}

/** What the lab's description says when {@link planFor} took IPv6 out of a plan. */
export const IPV4_ONLY = 'Over IPv4 only: the stack has no IPv6.'

/** An experiment asked a host for its IPv6 address, and there is none. */
export class NoIpv6 extends NotOffered {
  constructor(host: string) {
    super({
      name: 'IPv6',
      reason: `${host} has no IPv6 address`,
      mend: 'run the claim on a stack with IPv6',
    })
  }
}

/** Whether what kept an experiment from being observed is that it asked for IPv6 where there is none. */
export function isForWantOfIpv6(error: unknown): boolean {
  return error instanceof NotOffered && (error.name === 'IPv6' || error.name === 'AF_INET6')
}
