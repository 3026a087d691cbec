import { setTimeout as after } from 'node:timers/promises'
import { waitingThreads } from '../libc/waiting-threads.ts'
import { startAgent } from './child.ts'
import { AgentConnection } from './connection.ts'
import type { AgentSelf } from './protocol.ts'

/** What an agent is. */
export interface Discovered {
  readonly self: AgentSelf
  /** Whether a thread of its process was seen to sleep in a call that blocks. */
  readonly showsThreads: boolean
}

/** How often a thread of the agent is looked for, 10 ms apart, before it is taken for one that cannot be seen. */
const LOOKS = 100

/**
 * Starts an agent to ask what it is, and ends it again. Rejects with an AgentFault if it does not say.
 *
 * @param within runs a synchronous function where it is to be started
 */
export async function discoverAgent(
  command: readonly string[],
  within: <T>(act: () => T) => T = (act) => act(),
): Promise<Discovered> {
  const pipes = within(() => startAgent(command))
  await using connection = new AgentConnection(pipes, { command: command.join(' ') })
  const self = await connection.hello(null)
  return { self, showsThreads: await showsThreads(connection, self) }
}

/** Has it wait for a datagram that nobody sends, and looks whether one of its threads sleeps in that call. */
async function showsThreads(connection: AgentConnection, self: AgentSelf): Promise<boolean> {
  const { pid } = connection
  const asked = ['socket', 'recv', 'close'] as const
  if (self.network !== 'kernel' || pid === null || !asked.every((call) => self.calls.includes(call))) return false
  const { value: fd } = await orBroken(connection, 'socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' })
  if (typeof fd !== 'number') return false
  const receiving = orBroken(connection, 'recv', { fd, length: 1 })
  const id = connection.lastId
  let found = false
  for (let looks = 0; looks < LOOKS && !found; looks += 1) {
    found = waitingThreads('recvfrom', fd, pid).length > 0
    if (!found) await after(10)
  }
  await orBroken(connection, 'cancel', { id })
  await receiving
  await orBroken(connection, 'close', { fd })
  return found
}

function orBroken(connection: AgentConnection, ...asked: Parameters<AgentConnection['ask']>) {
  return Promise.race([connection.ask(...asked), connection.broken])
}
