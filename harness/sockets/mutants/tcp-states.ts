import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { TcpInfo, TcpState } from '../options.ts'
import { succeeded } from '../result.ts'

/** TCP_INFO tells another state than the socket is in. */
export function stateReadsAs(state: TcpState, as: TcpState): Mutant {
  const kebab = (name: TcpState): string => name.toLowerCase().replaceAll('_', '-')
  return mutant({
    name: `${kebab(state)}-reads-as-${kebab(as)}`,
    says: `a socket is in ${as} where it should be in ${state}`,
    stack: (real) => ({
      getsockopt: async (request) => {
        const result = await real.getsockopt(request)
        if (request.option !== 'TCP_INFO' || result.errno !== null) return result
        const info = result.value as TcpInfo
        return info.state === state ? succeeded({ ...info, state: as }) : result
      },
    }),
  })
}
