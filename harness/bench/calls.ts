import { startAgent } from '../sockets/agent/child.ts'
import { AgentConnection } from '../sockets/agent/connection.ts'
import { agentStack } from '../sockets/agent/stack.ts'
import type { Stack } from '../sockets/calls.ts'
import { libcStack } from '../sockets/libc/stack.ts'
import { median } from './median.ts'

/** Rounds, and calls in each. */
const ROUNDS = 7
const CALLS = 500

/** Microseconds of one getsockname() that is answered in this process. */
export function measureCallHere(): Promise<number> {
  return measure(libcStack())
}

/** The same through an agent, from the request on its line to the result. */
export async function measureCallThrough(command: readonly string[]): Promise<number> {
  await using connection = new AgentConnection(startAgent(command), { command: command.join(' ') })
  const self = await connection.hello({ kind: 'kernel' })
  return await measure(agentStack(connection, self).calls)
}

/** A call that does next to nothing in the kernel, so that what remains is the way there and back. */
async function measure({ socket, getsockname, close }: Stack): Promise<number> {
  const { value: fd } = await socket({ domain: 'AF_INET', type: 'SOCK_DGRAM' })
  if (fd === null) throw new Error('socket() failed, so nothing can be measured.')
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now()
    for (let call = 0; call < CALLS; call += 1) await getsockname({ fd })
    rounds.push(((performance.now() - start) / CALLS) * 1_000)
  }
  await close({ fd })
  return median(rounds)
}
