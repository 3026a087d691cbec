import { release } from 'node:os'
import { hasContainers, type LabBackend } from '../lab/build.ts'
import { type Capabilities, missing } from '../lab/capability/capability.ts'
import { lackingOnBridge } from '../lab/docker/bridge/lacking.ts'
import { type Capability, type LabPlan, needsOf } from '../lab/plan.ts'
import { missingSysctl } from '../lab/sysctls.ts'
import type { Lack } from '../not-offered.ts'
import { tellsQueueLengths } from '../sockets/agent/stack.ts'
import type { StackChoice } from './stacks.ts'

/** What is there to run a plan on. */
export interface Means {
  readonly capabilities: Capabilities
  readonly choice: StackChoice
  readonly backend: LabBackend
}

/** The first thing that a plan needs and that this machine or the stack under test does not have; null if all is there. */
export function lackingFor(plan: LabPlan, { capabilities, choice, backend }: Means): Lack | null {
  const containers: readonly Capability[] = hasContainers(backend) ? ['containers'] : []
  const lack = missing([...containers, ...needsOf(plan)], capabilities) ?? lackingSysctl(plan)
  if (lack !== null) return lack
  const isElsewhere = choice.kind === 'agent' || hasContainers(backend)
  const here = isElsewhere ? (plan.needs ?? []).find((need) => OF_OUR_PROCESS.has(need)) : undefined
  if (here !== undefined) return lackingElsewhere(here)
  if (backend === 'docker-bridge') return lackingOnBridge(plan)
  if (choice.kind === 'libc') return null
  const ofTheLab = choice.self.network === 'kernel' ? null : missing(OF_AN_OWN_STACK, capabilities)
  return ofTheLab ?? lackingInAgent(plan, choice)
}

/** What puts a stack of its own to a cable, also where it has no other host. */
const OF_AN_OWN_STACK: readonly Capability[] = ['network namespaces', 'iproute2', 'TAP devices']

/** What is done to the process that makes the calls, or by it to itself. */
const OF_OUR_PROCESS: ReadonlySet<Capability> = new Set<Capability>(['own process', 'second user'])

function lackingElsewhere(name: Capability): Lack {
  const reason = 'an agent makes its calls in a process of its own, as one user'
  return { name, reason, mend: 'run the claim on this kernel itself, without --stack and --lab' }
}

/** A sysctl that the plan asks for and that this kernel, an older one for example, does not have. */
function lackingSysctl({ sysctls }: LabPlan): Lack | null {
  const name = missingSysctl(sysctls)
  if (name === null) return null
  return {
    name: `sysctl net.${name}`,
    reason: `the kernel ${release()} does not have it`,
    mend: 'run a kernel that has it; ip-sysctl in its documentation lists those of each',
  }
}

type AgentChoice = Extract<StackChoice, { kind: 'agent' }>

function lackingInAgent(plan: LabPlan, choice: AgentChoice): Lack | null {
  const { self } = choice
  const needs = plan.needs ?? []
  const lacks = (name: string, reason: string, mend: string): Lack => ({ name, reason, mend })
  const stack = `${self.name} ${self.version}`
  if ((plan.ipv6 === true || needs.includes('IPv6')) && !self.families.includes('AF_INET6')) {
    return lacks('IPv6', `the agent ${stack} does not list AF_INET6 among its families`, 'implement it, and list it')
  }
  if (needs.includes('queue lengths') && !tellsQueueLengths(self)) {
    return lacks(
      'queue lengths',
      `the agent ${stack} has no TCP_INFO or SIOCOUTQ`,
      'implement getsockopt(TCP_INFO) and ioctl(SIOCOUTQ)',
    )
  }
  if (needs.includes('sleeping threads') && !choice.showsThreads) {
    return lacks(
      'sleeping threads',
      `the calls of the agent ${stack} do not sleep in threads of the process that was started`,
      'start the agent itself, without a shell or wrapper around it',
    )
  }
  if (self.network === 'kernel') return null
  const kernels = needs.find((need) => OF_THE_KERNEL.has(need))
  if (kernels !== undefined || plan.sysctls !== undefined) {
    const what = kernels ?? 'sysctls'
    return lacks(
      what,
      `the stack of ${stack} is its own, so this kernel tells and sets nothing of it`,
      'run the claim on a stack of the kernel',
    )
  }
  if (plan.kind === 'loopback' && needs.includes('packet capture')) {
    return lacks(
      'packet capture',
      `what ${stack} sends to itself does not leave it`,
      'run the claim on a stack of the kernel',
    )
  }
  if (plan.kind === 'lan' && plan.shortestTimeout !== undefined) {
    return lacks(
      'shortest time-out',
      `the stack of ${stack} has retransmission times of its own`,
      'run the claim on a stack of the kernel',
    )
  }
  return null
}

/** What only the kernel of a host can do for its own sockets. */
const OF_THE_KERNEL: ReadonlySet<Capability> = new Set<Capability>([
  'connection table',
  'sleeping threads',
  'python3',
  'strace',
])
