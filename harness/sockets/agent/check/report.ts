import type { CallName } from '../../calls.ts'
import type { CheckReport } from './check-agent.ts'
import type { Fault } from './fault.ts'

/** Every departure from the protocol that was found. */
export function faultsIn({ scenes }: CheckReport): readonly Fault[] {
  return scenes.flatMap(({ exchanges, faults }) => [...exchanges.flatMap((asked) => asked.faults), ...faults])
}

/** How many requests were made. */
export function requestsIn({ scenes }: CheckReport): number {
  return scenes.reduce((sum, { exchanges }) => sum + exchanges.length, 0)
}

/** Calls that the agent declares and that were never asked, because what they go on with did not succeed or is not declared. */
export function neverAsked({ self, scenes }: CheckReport): readonly CallName[] {
  const asked = new Set(scenes.flatMap(({ exchanges }) => exchanges.map(({ call }) => call)))
  return (self?.calls ?? []).filter((call) => !asked.has(call))
}
