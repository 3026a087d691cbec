import type { Readable, Writable } from 'node:stream'
import type { Fd, Stack } from '../calls.ts'
import { Answering } from './answering.ts'
import { LineSplitter } from './line-splitter.ts'
import type { AgentNetwork, AgentSelf } from './protocol.ts'

/** What is served: a stack, and what it says of itself. */
export interface Served {
  readonly self: Omit<AgentSelf, 'protocol' | 'calls'>
  /**
   * The calls that it can make; it says so of these and of no others. A {@link CannotAsk} that they throw is answered as
   * unsupported, what else they throw with ENOSYS.
   */
  readonly calls: Partial<Stack>
  /** Sets the stack up with the network that hello gives, before anything else is asked; throws if it cannot. */
  readonly setUp?: (network: AgentNetwork) => void | Promise<void>
  /** Ends the calls that wait on any of these descriptors; they then have results. */
  readonly cancel: (fds: readonly Fd[]) => void | Promise<void>
  /** Ends all calls that wait and closes these descriptors: nobody asks for anything any more. */
  readonly end: (open: readonly Fd[]) => Promise<void>
  /** CLOCK_REALTIME in nanoseconds since the Unix epoch. Without it results have no times. */
  readonly now?: () => bigint
}

/** Where requests come from, results go, and what is wrong is told. */
export interface ServedOver {
  readonly input?: Readable
  readonly output?: Writable
  readonly tell?: (line: string) => void
}

/**
 * Makes a stack an agent (docs/agent-protocol.md): answers requests until their end, then closes all sockets. Rejects if the
 * stack could not be set up, for the process to end: what it says to hello would not be so.
 *
 * Calls are made in the order of their requests, each when its line is there; those that answer with a promise are in
 * flight while others go on.
 */
export async function serveAgent(
  served: Served,
  { input = process.stdin, output = process.stdout, tell = console.error }: ServedOver = {},
): Promise<void> {
  const agent = new Answering(served, (line) => output.write(line), tell)
  const lines = new LineSplitter((line) => agent.take(line))
  const over = new Promise<void>((resolve) => {
    input.on('data', (chunk: Buffer) => lines.push(chunk))
    input.once('end', resolve)
    input.once('error', () => resolve())
    // Whoever asked has gone.
    output.on('error', () => resolve())
  })
  try {
    await Promise.race([over, agent.broken])
  } finally {
    input.pause()
    await agent.end()
    await flushed(output)
  }
}

/** The process may exit as soon as its agent is at its end. */
async function flushed(output: Writable): Promise<void> {
  if (output.writableLength > 0) await new Promise((resolve) => output.write('', resolve))
}
