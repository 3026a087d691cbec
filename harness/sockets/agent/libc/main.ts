// The agent of libc: makes the sockets calls of the machine that it runs on (docs/agent-protocol.md).
import { runAgent } from '../run-agent.ts'
import { libcAgent } from './libc-agent.ts'
import { haveThreads } from './threads.ts'

haveThreads()
await runAgent(libcAgent())
