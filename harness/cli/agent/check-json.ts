import type { CheckReport } from '../../sockets/agent/check/check-agent.ts'
import { faultsIn, neverAsked, requestsIn } from '../../sockets/agent/check/report.ts'

/** What a check found, for programs. */
export function checkJson(command: readonly string[], report: CheckReport): object {
  const faults = faultsIn(report)
  return {
    command,
    agent: report.self,
    conforms: faults.length === 0,
    requests: requestsIn(report),
    faults: faults.length,
    neverAsked: neverAsked(report),
    scenes: report.scenes.map(({ name, notAsked, faults, exchanges }) => ({
      name,
      notAsked,
      faults,
      requests: exchanges.map(({ at: _, answered: __, ...asked }) => asked),
    })),
  }
}
