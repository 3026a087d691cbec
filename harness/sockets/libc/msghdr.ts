import koffi from 'koffi'

/** Offsets in `struct msghdr` on 64-bit Linux (`bits/socket.h`, recvmsg(2)). */
export const MSGHDR = {
  name: 0,
  namelen: 8,
  iov: 16,
  iovlen: 24,
  control: 32,
  controllen: 40,
  flags: 48,
  size: 56,
} as const

/** Offsets in `struct iovec` on 64-bit Linux (`bits/types/struct_iovec.h`). */
export const IOVEC = { base: 0, len: 8, size: 16 } as const

/** What a message header points at. */
interface MessageParts {
  readonly name?: { readonly bytes: Uint8Array; readonly length: number }
  readonly parts: readonly Uint8Array[]
  readonly control?: Uint8Array
}

/**
 * A `struct msghdr` with all that it points at. The header holds bare addresses: this object must be kept as long as a
 * call uses it.
 */
export class MessageHeader {
  readonly bytes = Buffer.alloc(MSGHDR.size)
  readonly #vector: Buffer
  readonly #parts: MessageParts

  constructor(parts: MessageParts) {
    this.#parts = parts
    this.#vector = vectorOf(parts.parts)
    this.#point(MSGHDR.name, parts.name?.bytes)
    this.bytes.writeUInt32LE(parts.name?.length ?? 0, MSGHDR.namelen)
    this.#point(MSGHDR.iov, this.#vector)
    this.bytes.writeBigUInt64LE(BigInt(parts.parts.length), MSGHDR.iovlen)
    this.#point(MSGHDR.control, parts.control)
    this.bytes.writeBigUInt64LE(BigInt(parts.control?.length ?? 0), MSGHDR.controllen)
  }

  /** The length of the address that recvmsg(2) wrote. */
  get nameLength(): number {
    return this.bytes.readUInt32LE(MSGHDR.namelen)
  }

  /** The flags that recvmsg(2) set, as bits. */
  get flags(): number {
    return this.bytes.readUInt32LE(MSGHDR.flags)
  }

  /** The control bytes that recvmsg(2) filled in. */
  get control(): Buffer {
    const control = this.#parts.control ?? new Uint8Array(0)
    return Buffer.from(control.buffer, control.byteOffset, Number(this.bytes.readBigUInt64LE(MSGHDR.controllen)))
  }

  #point(offset: number, at: Uint8Array | undefined): void {
    if (at !== undefined) this.bytes.writeBigUInt64LE(koffi.address(at), offset)
  }
}

/** The array of `struct iovec` for these pieces of memory. */
function vectorOf(parts: readonly Uint8Array[]): Buffer {
  const vector = Buffer.alloc(parts.length * IOVEC.size)
  for (const [index, part] of parts.entries()) {
    vector.writeBigUInt64LE(koffi.address(part), index * IOVEC.size + IOVEC.base)
    vector.writeBigUInt64LE(BigInt(part.length), index * IOVEC.size + IOVEC.len)
  }
  return vector
}
