import type { StackNetwork } from '../sockets/agent/protocol.ts'
import type { Capabilities } from './capability/capability.ts'
import { shareLoopback } from './loopback/shared.ts'
import type { Lab } from './machine.ts'
import { buildNetnsLab } from './netns/build.ts'
import type { LabPlan } from './plan.ts'

/** What builds labs: `namespaces` (or the loopback interface that there is), or `docker`, containers. */
export type LabBackend = 'namespaces' | 'docker'

/** How labs are built. */
export interface LabOptions {
  readonly backend: LabBackend
  readonly capabilities: Capabilities
  /** How the stack under test reaches other machines. */
  readonly network: StackNetwork
}

/** Builds a lab: of containers, of private namespaces, or if there can be none on the loopback interface that there is. */
export async function buildLab<Host extends string>(
  plan: LabPlan<Host>,
  { backend, capabilities, network }: LabOptions,
): Promise<Lab<Host>> {
  if (backend === 'docker') {
    // Nothing else is to wait for the libraries that talk to an engine.
    const { buildDockerLab } = await import('./docker/build.ts')
    return buildDockerLab(plan)
  }
  if (plan.kind === 'loopback' && !capabilities['network namespaces'].available) return shareLoopback(plan)
  return buildNetnsLab(plan, network)
}
