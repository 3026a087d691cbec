import type { StackNetwork } from '../sockets/agent/protocol.ts'
import type { Capabilities } from './capability/capability.ts'
import { shareLoopback } from './loopback/shared.ts'
import type { Lab } from './machine.ts'
import { buildNetnsLab } from './netns/build.ts'
import type { LabPlan } from './plan.ts'

/**
 * What builds labs: `namespaces` (or the loopback interface that there is); `docker`, containers on bridges of the lab's
 * own; or `docker-bridge`, containers on Docker's own bridge and behind Docker's own NAT.
 */
export type LabBackend = 'namespaces' | 'docker' | 'docker-bridge'

/** Whether the hosts of a lab are containers. */
export function hasContainers(backend: LabBackend): boolean {
  return backend !== 'namespaces'
}

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
  if (backend === 'docker-bridge') {
    const { buildDockerBridgeLab } = await import('./docker/bridge/build.ts')
    return buildDockerBridgeLab(plan)
  }
  if (plan.kind === 'loopback' && !capabilities['network namespaces'].available) return shareLoopback(plan)
  return buildNetnsLab(plan, network)
}
