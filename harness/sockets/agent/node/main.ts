// The agent of Node: makes of the sockets calls what Node's own net and dgram can (docs/agent-protocol.md).
import { runAgent } from '../run-agent.ts'
import { nodeAgent } from './node-agent.ts'

await runAgent(nodeAgent())
