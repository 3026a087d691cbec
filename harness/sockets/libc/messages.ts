import type { ReceivedMessage } from '../calls.ts'
import { mapped, same } from './answers.ts'
import { decodeControl, encodeControl } from './cmsg.ts'
import { MESSAGE_FLAGS } from './constants.ts'
import type { Context, LibcCalls } from './context.ts'
import { MessageHeader } from './msghdr.ts'
import { received, receiveRoom } from './receive-buffer.ts'
import { ADDRESS_ROOM, decodeAddress, encodeAddress } from './sockaddr.ts'

/** The calls that send and receive bytes in pieces and with ancillary data (sendmsg(2), recvmsg(2)). */
export function messageCalls(context: Context): Pick<LibcCalls, 'sendmsg' | 'recvmsg'> {
  return {
    sendmsg({ fd, parts, flags, to, control }) {
      const waits = context.mayWait(fd, flags)
      const message = new MessageHeader({
        parts: waits ? parts.map((part) => new Uint8Array(part)) : parts,
        ...(to === undefined ? {} : { name: encodeAddress(to) }),
        ...(control === undefined ? {} : { control: encodeControl(control) }),
      })
      const args = () => [fd, message.bytes, MESSAGE_FLAGS.toBits(flags)]
      return context.make('sendmsg', { fds: [fd], waits }, args, same)
    },

    recvmsg({ fd, length, flags, controlLength = 0 }) {
      const waits = context.mayWait(fd, flags)
      const room = receiveRoom(length, waits, flags)
      const name = Buffer.alloc(ADDRESS_ROOM)
      const message = new MessageHeader({
        name: { bytes: name, length: name.length },
        parts: [room.subarray(0, length)],
        control: receiveRoom(controlLength, true),
      })
      const args = () => [fd, message.bytes, MESSAGE_FLAGS.toBits(flags)]
      return context.make('recvmsg', { fds: [fd], waits }, args, (result) =>
        mapped(result, (count): ReceivedMessage => {
          const from = message.nameLength === 0 ? null : decodeAddress(name, message.nameLength)
          const { flags, control } = message
          return {
            bytes: received(room, length, count),
            length: count,
            from,
            flags: MESSAGE_FLAGS.toNames(flags),
            control: decodeControl(control),
          }
        }),
      )
    },
  }
}
