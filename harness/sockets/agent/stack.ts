import { type Lack, NotOffered } from '../../not-offered.ts'
import { CALL_NAMES } from '../call-names.ts'
import type { CallName, Fd, Stack } from '../calls.ts'
import type { MachineStack } from '../machine-stack.ts'
import type { OptionName } from '../options.ts'
import { failed, type Result, type Stamps } from '../result.ts'
import type { AgentConnection } from './connection.ts'
import { inOrder } from './in-order.ts'
import type { AgentSelf, ResultLine } from './protocol.ts'
import { decodeValue } from './values.ts'

interface AnyRequest {
  readonly fd?: Fd
  readonly epfd?: Fd
  readonly fds?: readonly { readonly fd: Fd }[]
  readonly option?: OptionName
  readonly flags?: readonly string[]
  readonly domain?: string | number
  readonly type?: string | number
}

/** The sockets that an agent makes. What it does not offer throws a {@link NotOffered}. */
export function agentStack(connection: AgentConnection, self: AgentSelf): MachineStack {
  const inFlight = new Map<number, readonly Fd[]>()
  const ask = async (name: CallName, request: AnyRequest): Promise<Result<unknown>> => {
    const answer = connection.ask(name, request)
    const id = connection.lastId
    inFlight.set(id, descriptorsOf(request))
    const line = await answer
    inFlight.delete(id)
    if (line.unsupported !== undefined) throw new NotOffered(inexpressible(self, name, line.unsupported))
    return resultOf(name, line)
  }
  const call = (name: CallName) => (request: AnyRequest) => {
    const lack = lackOf(self, name, request)
    if (lack !== null) throw new NotOffered(lack)
    return ask(name, request)
  }
  return {
    calls: Object.fromEntries(CALL_NAMES.map((name) => [name, call(name)])) as unknown as Stack,
    process: connection.pid,
    hasIpv6: self.families.includes('AF_INET6'),
    tellsQueueLengths: tellsQueueLengths(self),
    broken: connection.broken,
    cancelBlocked: async (fd) => {
      const waiting = [...inFlight].filter(([, asked]) => asked.includes(fd))
      const cancelled = waiting.map(([id]) => connection.ask('cancel', { id }))
      await Promise.race([Promise.all(cancelled), connection.broken])
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

/** The descriptors that a request is about: of poll() many. */
function descriptorsOf({ fd, epfd, fds = [] }: AnyRequest): readonly Fd[] {
  return [fd, epfd, ...fds.map((one) => one.fd)].filter((one) => one !== undefined)
}

/** Whether an agent tells how long queues are: of connections that wait, and of bytes not yet acknowledged. */
export function tellsQueueLengths({ calls, options }: AgentSelf): boolean {
  return calls.includes('getsockopt') && calls.includes('ioctl') && options.includes('TCP_INFO')
}

function inexpressible({ name, version }: AgentSelf, call: CallName, reason: string): Lack {
  return {
    name: `${call}() as this claim asks for it`,
    reason: `the agent ${name} ${version} says: ${reason}`,
    mend: 'run the claim on a stack whose agent can ask it',
  }
}

function resultOf(name: CallName, line: ResultLine): Result<unknown> {
  const stamps: { stamps?: Stamps } =
    line.began === undefined || line.ended === undefined
      ? {}
      : { stamps: { began: BigInt(line.began), ended: BigInt(line.ended) } }
  return line.errno === undefined
    ? { value: inOrder(name, decodeValue(line.value)), errno: null, ...stamps }
    : { ...failed(line.errno), ...stamps }
}

/** What a request asks for that the agent says it does not have; null if it has all. */
function lackOf(self: AgentSelf, name: CallName, request: AnyRequest): Lack | null {
  const { calls, options, flags, families, types } = self
  const lacking = (what: string, field: string) => ({
    name: what,
    reason: `the agent ${self.name} ${self.version} does not list it among its ${field}`,
    mend: `implement it, and list it in «${field}» of hello`,
  })
  if (!calls.includes(name)) return lacking(`${name}()`, 'calls')
  if (request.option !== undefined && !options.includes(request.option)) {
    return lacking(`socket option ${request.option}`, 'options')
  }
  if (name === 'socket') {
    const { domain, type } = request
    if (typeof domain === 'string' && !families.includes(domain)) return lacking(domain, 'families')
    if (typeof type === 'string' && !types.includes(type)) return lacking(type, 'types')
  }
  const flag = MESSAGE_CALLS.has(name) ? request.flags?.find((one) => !flags.includes(one)) : undefined
  return flag === undefined ? null : lacking(flag, 'flags')
}

const MESSAGE_CALLS: ReadonlySet<CallName> = new Set<CallName>([
  'send',
  'sendto',
  'sendmsg',
  'recv',
  'recvfrom',
  'recvmsg',
])
