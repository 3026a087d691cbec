import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dyingWithUs } from '../../dying-with-us.ts'
import type { AgentPipes } from './connection.ts'
import { withThreads } from './libc/threads.ts'

/** An agent's program could not be started. */
export class AgentNotStarted extends Error {
  override name = 'AgentNotStarted'
}

/**
 * Starts an agent's program as a process of this machine, in the network namespace that this thread is in.
 *
 * @param frames the descriptor that becomes its descriptor 3
 */
export function startAgent(command: readonly string[], frames: number | null = null): AgentPipes {
  const [file, ...args] = [...dyingWithUs(), ...command]
  if (file === undefined) throw new AgentNotStarted('There is no command that starts the agent.')
  const child = spawn(file, args, {
    stdio: ['pipe', 'pipe', 'pipe', ...(frames === null ? [] : [frames])],
    // So that those on Node need not start themselves again for want of threads.
    env: withThreads(process.env),
    // A session of its own: Ctrl-C on the terminal must not end it before sockproof does.
    detached: true,
  })
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null)
    throw new AgentNotStarted(`Cannot start ${command.join(' ')}.`)
  return {
    stdin,
    stdout,
    stderr,
    ended: endOf(child),
    pid: child.pid ?? null,
    kill: () => killGroup(child),
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    return signal === null ? `exit status ${status}` : `killed by ${signal}`
  } catch (error) {
    return error instanceof Error ? `it could not be started: ${error.message}` : 'it could not be started'
  }
}

/** Ends it and whatever it has started in its session. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}
