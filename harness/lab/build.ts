import type { Capabilities } from './capability/capability.ts'
import { shareLoopback } from './loopback/shared.ts'
import type { Lab } from './machine.ts'
import { buildNetnsLab } from './netns/build.ts'
import type { LabPlan } from './plan.ts'

/** Builds a lab with the best backend that this machine has: private namespaces, or the loopback interface it shares. */
export function buildLab<Host extends string>(plan: LabPlan<Host>, capabilities: Capabilities): Lab<Host> {
  if (plan.kind === 'loopback' && !capabilities['network namespaces'].available) return shareLoopback(plan)
  return buildNetnsLab(plan)
}
