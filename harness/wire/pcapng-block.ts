/** An option of a pcapng block (draft-ietf-opsawg-pcapng §3.5). */
export interface Option {
  readonly code: number
  readonly value: Uint8Array
}

/** An option whose value is text; null if there is none. */
export function text(code: number, value: string | undefined): Option | null {
  return value === undefined ? null : { code, value: new TextEncoder().encode(value) }
}

/** A block: type, length, body padded to 32 bits, the length again (draft-ietf-opsawg-pcapng §3.1). */
export function block(type: number, body: readonly Uint8Array[]): Uint8Array {
  const padded = body.flatMap((part) => [part, padding(part.byteLength)])
  const length = padded.reduce((sum, part) => sum + part.byteLength, 12)
  return Buffer.concat([u32(type), u32(length), ...padded, u32(length)])
}

/** The options, each padded to 32 bits, with the option that ends them. */
export function optionsBytes(options: readonly (Option | null)[]): Uint8Array {
  const parts = options.flatMap((option) => {
    if (option === null) return []
    const { code, value } = option
    return [u16(code), u16(value.byteLength), value, padding(value.byteLength)]
  })
  return parts.length === 0 ? new Uint8Array(0) : Buffer.concat([...parts, u32(0)])
}

/** 32 bits, little-endian. */
export function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** 64 bits, little-endian. */
export function u64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

function u16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4)
}
