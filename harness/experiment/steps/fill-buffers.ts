import type { Socket } from '../../sockets/socket.ts'
import { countingText } from '../seen/counting-text.ts'
import type { Tools } from '../tools.ts'

/** Sizes that make the buffers of a connection small: set on the listener, which the accepted socket inherits. */
export const SMALL_BUFFERS = { SO_RCVBUF: 8_192, SO_SNDBUF: 16_384 } as const

/** More than the buffers of both ends together hold if they are {@link SMALL_BUFFERS}. */
export const MORE_THAN_FITS = 100_000

/**
 * Sends «0 1 2 3 …» to a peer that does not read until nothing fits any more, neither here nor there.
 *
 * @param sender its send buffer is made small
 * @returns how many bytes were taken
 */
export async function fillBuffers(sender: Socket, { until }: Pick<Tools, 'until'>): Promise<number> {
  await sender.set('SO_SNDBUF', SMALL_BUFFERS.SO_SNDBUF)
  const content = countingText(MORE_THAN_FITS)
  let taken = 0
  // What the receiver’s kernel takes makes room here once more.
  await until(
    'all buffers to be full',
    async () => {
      const { value, errno } = await sender.trySend(content.subarray(taken), ['MSG_DONTWAIT'])
      taken += value ?? 0
      return errno
    },
    (errno) => errno === 'EAGAIN',
  )
  return taken
}
