import { Command } from 'commander'
import { checkCommand } from './agent/check.ts'
import { serveCommand } from './agent/serve.ts'

/** What can be asked of `sockproof agent`, in `harness/cli/agent/`. */
const COMMANDS: readonly (() => Command)[] = [checkCommand, serveCommand]

/** `sockproof agent`. */
export function agentCommand(): Command {
  const agent = new Command('agent').description(
    'For agents, programs that make sockets calls for sockproof (docs/agent-protocol.md).',
  )
  for (const command of COMMANDS) agent.addCommand(command())
  return agent
}
