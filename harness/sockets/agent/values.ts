/** Bytes as they are on a line. */
interface EncodedBytes {
  readonly base64: string
}

/** A request or value as JSON: bytes become `{"base64":…}`; fields that are undefined are left out. */
export function encodeValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') } satisfies EncodedBytes
  if (Array.isArray(value)) return value.map(encodeValue)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, encodeValue(item)]])),
    )
  }
  return value
}

/** What {@link encodeValue} made, back again. */
export function decodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeValue)
  if (typeof value !== 'object' || value === null) return value
  if (isBytes(value)) return new Uint8Array(Buffer.from(value.base64, 'base64'))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decodeValue(item)]))
}

function isBytes(value: object): value is EncodedBytes {
  return 'base64' in value && typeof value.base64 === 'string' && Object.keys(value).length === 1
}
