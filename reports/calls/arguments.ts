import type { Json } from '../../harness/evidence/trace-schema.ts'
import { duration } from '../words/time.ts'
import { visible } from '../words/visible.ts'
import { addressText, byteLength, bytesText, isObject, type JsonObject, valueText } from './value.ts'

/** Writes the arguments of one call, without the descriptor; an empty one is left out. */
type Writer = (request: JsonObject) => readonly (string | null)[]

/** How the arguments of the calls of the sockets API are written. */
const WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['socket', ({ domain, type, protocol }) => [unless(domain, 'AF_INET'), unless(type, 'SOCK_STREAM'), text(protocol)]],
  ['bind', ({ address }) => [addressText(address)]],
  ['connect', ({ address }) => [addressText(address)]],
  ['listen', ({ backlog }) => [`backlog ${valueText(backlog)}`]],
  ['accept4', ({ flags }) => [names(flags)]],
  ['accept', () => []],
  ['send', ({ bytes, flags }) => [bytesText(bytes), names(flags)]],
  ['sendto', ({ bytes, flags, to }) => [bytesText(bytes), names(flags), towards(to)]],
  ['sendmsg', ({ parts, flags, to }) => [partsText(parts), names(flags), towards(to)]],
  ['recv', ({ length, flags }) => [room(length), names(flags)]],
  ['recvfrom', ({ length, flags }) => [room(length), names(flags)]],
  ['recvmsg', ({ length, flags }) => [room(length), names(flags)]],
  ['shutdown', ({ how }) => [text(how)]],
  ['close', () => []],
  ['dup', () => []],
  ['getsockname', () => []],
  ['getpeername', () => []],
  ['getsockopt', ({ option }) => [text(option)]],
  ['setsockopt', ({ option, value }) => [text(option), optionText(value)]],
  ['poll', ({ fds, timeout }) => [interests(fds), waiting(timeout)]],
  ['epoll_create1', () => []],
  ['epoll_ctl', ({ operation, fd, events }) => [text(operation), `fd ${valueText(fd)}`, names(events)]],
  ['epoll_wait', ({ timeout }) => [waiting(timeout)]],
  ['fcntl', ({ command, flags }) => [text(command), names(flags)]],
  ['ioctl', ({ request }) => [text(request)]],
])

/** The arguments of a call as a reader wants them; those of a call that is not known stand as JSON. */
export function argumentsText(call: string, request: JsonObject): string {
  const writer = WRITERS.get(call)
  if (writer === undefined) return Object.keys(request).length === 0 ? '' : visible(JSON.stringify(request))
  return writer(request)
    .filter((part) => part !== null && part !== '')
    .join(', ')
}

function text(value: Json | undefined): string | null {
  return value === undefined ? null : valueText(value)
}

function unless(value: Json | undefined, usual: string): string | null {
  return value === usual ? null : text(value)
}

function names(value: Json | undefined): string | null {
  return Array.isArray(value) && value.length > 0 ? value.map(valueText).join(' | ') : null
}

function towards(value: Json | undefined): string | null {
  const address = addressText(value)
  return address === null ? null : `to ${address}`
}

/** The room that a receiving call offers is worth saying only when it is so small that it may cut something. */
function room(length: Json | undefined): string | null {
  return typeof length === 'number' && length < 1024 ? `up to ${length}` : null
}

function partsText(parts: Json | undefined): string | null {
  if (!Array.isArray(parts)) return null
  const total = parts.reduce<number>((sum, part) => sum + (byteLength(part) ?? 0), 0)
  return parts.length === 1 ? `${total} bytes` : `${total} bytes in ${parts.length} parts`
}

function optionText(value: Json | undefined): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return value === '' ? '""' : valueText(value)
}

function interests(fds: Json | undefined): string | null {
  if (!Array.isArray(fds)) return null
  if (fds.length > 3) return `${fds.length} descriptors`
  return fds
    .map((entry) => (isObject(entry) ? `fd ${valueText(entry.fd)} ${names(entry.events) ?? ''}`.trim() : ''))
    .join(', ')
}

function waiting(timeout: Json | undefined): string | null {
  if (typeof timeout !== 'number' || timeout < 0) return null
  return timeout === 0 ? 'no wait' : `at most ${duration(timeout * 1e6)}`
}
