import { z } from 'zod'
import { CALL_NAMES } from '../call-names.ts'
import type { CallName } from '../calls.ts'
import type { OptionName } from '../options.ts'
import { errnoName } from './option-schemas.ts'

/** The version of the agent protocol, see docs/agent-protocol.md. */
export const PROTOCOL_VERSION = 1

const address = z
  .object({ family: z.enum(['AF_INET', 'AF_INET6']), address: z.string(), prefix: z.number().int() })
  .describe('An address of the interface and the length of its network prefix in bits.')

/** The interface that an agent's own stack is to be. */
export const agentInterface = z.object({
  name: z.string(),
  hardwareAddress: z.string().describe('Ethernet address, for example 02:00:0a:4d:00:0b.'),
  mtu: z.number().int(),
  addresses: z.array(address),
  gateway: z.string().nullable().describe('Where what is for other networks goes; null if nowhere.'),
})

/** How an agent reaches other machines: what it asks for, and what it is given. */
export const networkKind = z.enum(['kernel', 'frames', 'tap'])

/** What an agent has in a lab. */
export const agentNetwork = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('kernel') }),
  z.object({ kind: z.literal('frames'), descriptor: z.number().int(), interface: agentInterface }),
  z.object({ kind: z.literal('tap'), device: z.string(), interface: agentInterface }),
])

/** What the first request has. */
export const helloRequest = z.object({
  protocol: z.number().int(),
  network: agentNetwork.nullable().describe('null when it is only asked what it is.'),
})

/** What an agent says of itself. */
export const helloValue = z.object({
  protocol: z.literal(PROTOCOL_VERSION),
  name: z.string().min(1),
  version: z.string().min(1),
  network: networkKind,
  calls: z.array(z.enum(CALL_NAMES as [CallName, ...CallName[]])),
  options: z.array(z.string()).transform((names) => names as OptionName[]),
  families: z.array(z.string()).default(['AF_INET']),
  types: z.array(z.string()).default(['SOCK_STREAM', 'SOCK_DGRAM']),
  flags: z.array(z.string()).default([]),
  loopback: z.boolean().optional(),
})

/** Which request to end. */
export const cancelRequest = z.object({ id: z.int().positive() })

/** The interface that an agent's own stack is to be. */
export type AgentInterface = z.infer<typeof agentInterface>

/** How an agent reaches other machines. */
export type NetworkKind = z.infer<typeof networkKind>

/** What an agent has in a lab. */
export type AgentNetwork = z.infer<typeof agentNetwork>

/** How a stack reaches other machines, and whether it has a loopback interface. */
export interface StackNetwork {
  readonly kind: NetworkKind
  readonly loopback: boolean
}

/** A stack that is this kernel's. */
export const KERNEL_NETWORK: StackNetwork = { kind: 'kernel', loopback: true }

/** What an agent says of itself. */
export type AgentSelf = z.infer<typeof helloValue>

const time = z.string().regex(/^\d+$/).optional().describe('Nanoseconds since the Unix epoch.')
const ofEveryResult = { id: z.int().positive(), began: time, ended: time }
const absent = z.undefined().optional()

/** A result as a line: the value is of the call's own schema, see call-schemas.ts. */
export const resultLine = z.union([
  z.object({ ...ofEveryResult, unsupported: z.string().min(1), value: absent, errno: absent }),
  z.object({ ...ofEveryResult, errno: errnoName, value: absent, unsupported: absent }),
  z.object({ ...ofEveryResult, value: z.unknown(), errno: absent, unsupported: absent }),
])

/** A result as a line. */
export type ResultLine = z.infer<typeof resultLine>

/** What can be asked of an agent: the sockets API, who it is, and to end a call that waits. */
export type AgentCall = CallName | 'hello' | 'cancel'

/** A request as a line. */
export interface RequestLine {
  readonly id: number
  readonly call: AgentCall
  readonly request: object
}
