// The agent of lwIP: makes its sockets calls on a TAP device (docs/agent-protocol.md).
import { haveThreads } from '../agent/libc/threads.ts'
import { serveAgent } from '../agent/serve.ts'
import { lwipAgent } from './lwip-agent.ts'

haveThreads()
await serveAgent(lwipAgent())
// lwIP's threads go on for ever.
process.exit(0)
