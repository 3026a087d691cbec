import type { ControlMessage } from '../calls.ts'

/** Offsets in `struct cmsghdr` on 64-bit Linux; its size is where the data begin (`bits/socket.h`, cmsg(3)). */
export const CMSGHDR = { len: 0, level: 8, type: 12, size: 16 } as const

/** Each header begins at a multiple of this (`CMSG_ALIGN`). */
const ALIGNMENT = 8

/** Bytes that one ancillary object with `length` bytes of data takes: `CMSG_SPACE` (cmsg(3)). */
function controlSpace(length: number): number {
  return CMSGHDR.size + aligned(length)
}

/** Ancillary objects as sendmsg(2) takes them. */
export function encodeControl(messages: readonly ControlMessage[]): Buffer {
  const bytes = Buffer.alloc(messages.reduce((sum, { data }) => sum + controlSpace(data.length), 0))
  let offset = 0
  for (const { level, type, data } of messages) {
    bytes.writeBigUInt64LE(BigInt(CMSGHDR.size + data.length), offset)
    bytes.writeInt32LE(level, offset + CMSGHDR.level)
    bytes.writeInt32LE(type, offset + CMSGHDR.type)
    bytes.set(data, offset + CMSGHDR.size)
    offset += controlSpace(data.length)
  }
  return bytes
}

/** The ancillary objects that recvmsg(2) filled in. The last one may have been cut short (`MSG_CTRUNC`). */
export function decodeControl(bytes: Buffer): ControlMessage[] {
  const messages: ControlMessage[] = []
  let offset = 0
  while (offset + CMSGHDR.size <= bytes.length) {
    const length = Number(bytes.readBigUInt64LE(offset))
    if (length < CMSGHDR.size) break
    const data = new Uint8Array(bytes.subarray(offset + CMSGHDR.size, offset + length))
    messages.push({
      level: bytes.readInt32LE(offset + CMSGHDR.level),
      type: bytes.readInt32LE(offset + CMSGHDR.type),
      data,
    })
    offset += aligned(length)
  }
  return messages
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}
