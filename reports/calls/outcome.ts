import type { CallEvent, Json } from '../../harness/evidence/trace-schema.ts'
import { addressText, byteLength, bytesText, isObject, valueText } from './value.ts'

/** What a call gave back, as it is written behind it: `= 0`, `= 5 bytes`, `= −1 ECONNREFUSED`; null if it has not returned. */
export function outcomeText({ call, result }: Pick<CallEvent, 'call' | 'result'>): string | null {
  if (result === null) return null
  return result.errno === null ? `= ${succeeded(call, result.value)}` : `= −1 ${valueText(result.errno)}`
}

function succeeded(call: string, value: Json): string {
  if (call === 'poll' || call === 'epoll_wait') return ready(value)
  if (call === 'getsockopt' && (value === null || typeof value === 'boolean')) return value === true ? '1' : '0'
  return received(value) ?? accepted(value) ?? flags(value) ?? valueText(value)
}

/** Bytes alone, or with the sender's address as recvfrom and recvmsg give them. */
function received(value: Json): string | null {
  const bytes = byteLength(value)
  if (bytes !== null) return bytes === 0 ? '0' : bytesText(value)
  if (!isObject(value) || byteLength(value.bytes) === null) return null
  const kept = byteLength(value.bytes) ?? 0
  const whole = typeof value.length === 'number' && value.length > kept ? ` of ${value.length}` : ''
  const from = addressText(value.from)
  return `${kept}${whole} ${kept === 1 && whole === '' ? 'byte' : 'bytes'}${from === null ? '' : ` from ${from}`}`
}

function accepted(value: Json): string | null {
  if (!isObject(value) || typeof value.fd !== 'number') return null
  const peer = addressText(value.peer)
  return peer === null ? String(value.fd) : `${value.fd} from ${peer}`
}

function flags(value: Json): string | null {
  if (!Array.isArray(value) || !value.every((flag) => typeof flag === 'string')) return null
  return value.length === 0 ? '0' : value.map(valueText).join(' | ')
}

function ready(value: Json): string {
  if (!Array.isArray(value)) return valueText(value)
  const set = value.map(readyOne).filter((text) => text !== null)
  if (set.length === 0) return '0 ready'
  return set.length > 3 ? `${set.length} ready` : set.join(', ')
}

function readyOne(entry: Json): string | null {
  if (!isObject(entry)) return null
  const events = entry.revents ?? entry.events
  if (!Array.isArray(events) || events.length === 0) return null
  return `fd ${valueText(entry.fd)} ${events.map(valueText).join(' | ')}`
}
