import type { ControlMessage } from '../calls.ts'

/** `struct cmsghdr` on 64-bit Linux: length (8 bytes), level, type, data; each header aligned to 8 (cmsg(3)). */
const LEVEL = 8
const TYPE = 12
const DATA = 16
const ALIGNMENT = 8

/** Bytes that one ancillary object with `length` bytes of data takes: `CMSG_SPACE` (cmsg(3)). */
export function controlSpace(length: number): number {
  return DATA + aligned(length)
}

/** Ancillary objects as sendmsg(2) takes them. */
export function encodeControl(messages: readonly ControlMessage[]): Buffer {
  const bytes = Buffer.alloc(messages.reduce((sum, { data }) => sum + controlSpace(data.length), 0))
  let offset = 0
  for (const { level, type, data } of messages) {
    bytes.writeBigUInt64LE(BigInt(DATA + data.length), offset)
    bytes.writeInt32LE(level, offset + LEVEL)
    bytes.writeInt32LE(type, offset + TYPE)
    bytes.set(data, offset + DATA)
    offset += controlSpace(data.length)
  }
  return bytes
}

/** The ancillary objects that recvmsg(2) filled in. The last one may have been cut short (`MSG_CTRUNC`). */
export function decodeControl(bytes: Buffer): ControlMessage[] {
  const messages: ControlMessage[] = []
  let offset = 0
  while (offset + DATA <= bytes.length) {
    const length = Number(bytes.readBigUInt64LE(offset))
    if (length < DATA) break
    const data = new Uint8Array(bytes.subarray(offset + DATA, offset + length))
    messages.push({ level: bytes.readInt32LE(offset + LEVEL), type: bytes.readInt32LE(offset + TYPE), data })
    offset += aligned(length)
  }
  return messages
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}
