import { inet } from '../../../address.ts'
import { startAgent } from '../../child.ts'
import type { StartAgent } from '../check-agent.ts'

/** Starts an agent of the kernel's sockets on the loopback interface that there is. */
export function onLoopback(command: readonly string[]): StartAgent {
  return async (self) => ({
    pipes: startAgent(command),
    network: self === null ? null : { kind: 'kernel' },
    place: { own: inet('127.0.0.1', 0), reachesItself: true },
    [Symbol.asyncDispose]: async () => {},
  })
}
