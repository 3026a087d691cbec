import type { Json } from '../../harness/evidence/trace-schema.ts'
import { visible } from '../words/visible.ts'

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: Json }

/** True for a JSON object, not for an array or null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number with the minus sign of typesetting. */
function numberText(value: number): string {
  return value < 0 ? `−${-value}` : String(value)
}

/** A JSON value on one line, without the quotation marks that a reader does not need. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return visible(value)
  if (value === null) return 'none'
  if (Array.isArray(value)) return `[${value.map(memberText).join(', ')}]`
  if (isObject(value)) {
    const special = addressText(value) ?? bytesText(value)
    return (
      special ??
      `{${Object.entries(value)
        .map(([key, inner]) => `${visible(key)}: ${valueText(inner)}`)
        .join(', ')}}`
    )
  }
  return String(value)
}

/** A value in a list: words that hold a comma are quoted, so that one sees where each ends. */
function memberText(value: Json): string {
  return typeof value === 'string' && /[,[\]]/.test(value) ? `“${visible(value)}”` : valueText(value)
}

/** A socket address in its usual text, `:3490` where it is the IPv4 wildcard; null if it is none. */
export function addressText(value: Json | undefined): string | null {
  if (!isObject(value) || typeof value.family !== 'string') return null
  const { family, address, port, path } = value
  if (family === 'AF_UNSPEC') return 'unspecified'
  if (family === 'AF_UNIX' && typeof path === 'string') return `unix:${visible(path.replace('\0', '@'))}`
  if (typeof address !== 'string' || typeof port !== 'number') return null
  if (family === 'AF_INET6') return `[${visible(address)}]:${port}`
  return address === '0.0.0.0' ? `:${port}` : `${visible(address)}:${port}`
}

/** How many bytes stand there, in words; null if it is not bytes. */
export function bytesText(value: Json | undefined): string | null {
  const length = byteLength(value)
  return length === null ? null : length === 1 ? '1 byte' : `${length} bytes`
}

/** The length of bytes as a trace holds them. */
export function byteLength(value: Json | undefined): number | null {
  return isObject(value) && typeof value.length === 'number' && typeof value.base64 === 'string' ? value.length : null
}
