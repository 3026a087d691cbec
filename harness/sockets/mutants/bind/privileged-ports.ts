import { mutant } from '../../../claim/mutant.ts'
import type { SocketAddress } from '../../address.ts'
import { failed, type Result, succeeded } from '../../result.ts'

/** `IPPORT_RESERVED` (`netinet/in.h`). */
const BORDER = 1024

const isBelow = (address: SocketAddress): boolean => 'port' in address && address.port > 0 && address.port < BORDER

/** Nothing but being root helps: no privilege on its own, and no sysctl. */
export const privilegedPortsAreForRoot = mutant({
  name: 'privileged-ports-are-for-root',
  says: 'a port below 1024 is refused whatever privilege or sysctl allows it',
  stack: (real) => ({
    bind: (request) => (isBelow(request.address) ? failed('EACCES') : real.bind(request)),
  }),
})

/** Ports from 1024 on are free for all, wherever the sysctl has put the border. */
export const borderDoesNotMoveUp = mutant({
  name: 'border-does-not-move-up',
  says: 'ports from 1024 on are never refused',
  stack: (real) => ({
    bind: (request) => {
      const change = (result: Result<0>): Result<0> =>
        result.errno === 'EACCES' && !isBelow(request.address) ? succeeded(0) : result
      const answer = real.bind(request)
      return answer instanceof Promise ? answer.then(change) : change(answer)
    },
  }),
})
