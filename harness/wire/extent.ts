/** Where a decoder says why a frame is not what its headers claim. Only the first reason is kept. */
export type Report = (reason: string) => void

/**
 * A stretch of a frame: the bytes that were captured of it, where it stands and how long the header around it says that
 * it is. The bytes are fewer than the length when the capture cut the frame.
 */
export class Extent {
  readonly bytes: Uint8Array
  readonly offset: number
  readonly length: number
  readonly #view: DataView

  constructor(bytes: Uint8Array, offset: number, length: number) {
    this.bytes = bytes
    this.offset = offset
    this.length = length
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** How many bytes of the stretch are really there. */
  get captured(): number {
    return this.bytes.byteLength
  }

  /** The octet at an offset; the caller has compared with {@link captured}. */
  u8(at: number): number {
    return this.#view.getUint8(at)
  }

  /** 16 bits in network byte order. */
  u16(at: number): number {
    return this.#view.getUint16(at)
  }

  /** 32 bits in network byte order, unsigned. */
  u32(at: number): number {
    return this.#view.getUint32(at)
  }

  /** A copy of at most `length` bytes, so that a packet does not keep its whole frame alive. */
  copy(at: number, length: number): Uint8Array {
    return Uint8Array.from(this.bytes.subarray(at, at + length))
  }

  /** What comes after the first `skip` bytes, `length` of it as claimed. */
  after(skip: number, length: number = this.length - skip): Extent {
    const claimed = Math.max(0, length)
    return new Extent(this.bytes.subarray(skip, skip + claimed), this.offset + skip, claimed)
  }
}
