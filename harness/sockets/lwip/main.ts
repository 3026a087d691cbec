// The agent of lwIP: makes its sockets calls on a TAP device (docs/agent-protocol.md).
import { haveThreads } from '../agent/libc/threads.ts'
import { runAgent } from '../agent/run-agent.ts'
import { lwipAgent } from './lwip-agent.ts'

haveThreads()
await runAgent(lwipAgent())
// lwIP's threads go on for ever.
process.exit(0)
