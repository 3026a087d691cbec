import { argumentsText } from '../../../reports/calls/arguments.ts'
import { outcomeText } from '../../../reports/calls/outcome.ts'
import type { JsonObject } from '../../../reports/calls/value.ts'
import { shortened } from '../../../reports/words/visible.ts'
import type { Json } from '../../evidence/trace-schema.ts'
import type { Exchange } from '../../sockets/agent/check/exchange.ts'
import { helloValue } from '../../sockets/agent/protocol.ts'

const LONGEST_OUTCOME = 70

/** What was asked, for example `bind(fd 3, 127.0.0.1:0)`. */
export function askedText({ call, request }: Exchange): string {
  if (call === 'hello') return 'hello()'
  if (call === 'cancel') return `cancel(request ${(request as { id: number }).id})`
  const { fd, epfd, ...rest } = asTraced(request) as JsonObject
  const where = call === 'epoll_ctl' ? epfd : (fd ?? epfd)
  const args = argumentsText(call, call === 'epoll_ctl' && fd !== undefined ? { ...rest, fd } : rest)
  return `${call}(${[...(where === undefined ? [] : [`fd ${where}`]), ...(args === '' ? [] : [args])].join(', ')})`
}

/** What came of it, for example `= 3` or `ECONNREFUSED`. */
export function cameText({ call, result, faults }: Exchange): string {
  if (result === null) return faults.length === 0 ? 'waits' : 'no result'
  if (result.errno !== undefined) return result.errno
  if (result.unsupported !== undefined) return `unsupported: ${shortened(result.unsupported, LONGEST_OUTCOME)}`
  if (call === 'hello') {
    const self = helloValue.safeParse(result.value).data
    return self === undefined ? 'a value that cannot be read' : `= ${self.name} ${self.version}`
  }
  const text = outcomeText({ call, result: { value: asTraced(result.value), errno: null } })
  return shortened(text ?? '', LONGEST_OUTCOME)
}

/** Bytes as evidence has them: with their length. */
function asTraced(value: unknown): Json {
  if (Array.isArray(value)) return value.map(asTraced)
  if (typeof value !== 'object' || value === null) return value as Json
  if ('base64' in value && typeof value.base64 === 'string') {
    return { base64: value.base64, length: Buffer.from(value.base64, 'base64').length }
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asTraced(item)]))
}
