import { AddressRoom, sharedRoom } from './address-room.ts'
import { mapped, same } from './answers.ts'
import { MESSAGE_FLAGS } from './constants.ts'
import type { Context, LibcCalls } from './context.ts'
import { received, receiveRoom } from './receive-buffer.ts'
import { encodeAddress } from './sockaddr.ts'

/** The calls that send and receive bytes (send(2), recv(2)). */
export function transferCalls(context: Context): Pick<LibcCalls, 'send' | 'sendto' | 'recv' | 'recvfrom'> {
  return {
    send({ fd, bytes, flags, nullPointer }) {
      const waits = context.mayWait(fd, flags)
      const own = waits ? new Uint8Array(bytes) : bytes
      const args = () => [fd, nullPointer ? null : own, own.length, MESSAGE_FLAGS.toBits(flags)]
      return context.make('send', { fds: [fd], waits }, args, same)
    },

    sendto({ fd, bytes, flags, to }) {
      const waits = context.mayWait(fd, flags)
      const own = waits ? new Uint8Array(bytes) : bytes
      const address = encodeAddress(to)
      const args = () => [fd, own, own.length, MESSAGE_FLAGS.toBits(flags), address.bytes, address.length]
      return context.make('sendto', { fds: [fd], waits }, args, same)
    },

    recv({ fd, length, flags, nullPointer }) {
      const waits = context.mayWait(fd, flags)
      const room = receiveRoom(length, waits, flags)
      const args = () => [fd, nullPointer ? null : room, length, MESSAGE_FLAGS.toBits(flags)]
      return context.make('recv', { fds: [fd], waits }, args, (result) =>
        mapped(result, (count) => received(room, length, count)),
      )
    },

    recvfrom({ fd, length, flags }) {
      const waits = context.mayWait(fd, flags)
      const room = receiveRoom(length, waits, flags)
      const from = waits ? new AddressRoom() : sharedRoom.reset()
      const args = () => [fd, room, length, MESSAGE_FLAGS.toBits(flags), from.bytes, from.length]
      return context.make('recvfrom', { fds: [fd], waits }, args, (result) =>
        mapped(result, (count) => ({ bytes: received(room, length, count), from: from.addressOrNull() })),
      )
    },
  }
}
