import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** A stack that changes the bytes that recv() gives; end-of-file stays. */
function recvGives(name: string, says: string, change: (bytes: Uint8Array) => Uint8Array): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => ({
      recv: async (request) => {
        const result = await real.recv(request)
        return result.errno === null ? succeeded(change(result.value)) : result
      },
    }),
  })
}

/** recv() drops the last byte of what it takes, if it takes more than one. */
export const recvLosesAByte = recvGives('recv-loses-a-byte', 'a byte gets lost at the end of a recv()', (bytes) =>
  bytes.length > 1 ? bytes.subarray(0, -1) : bytes,
)

/** recv() gives its first two bytes in the wrong order: neither their number nor any byte is wrong. */
export const recvSwapsBytes = recvGives('recv-swaps-bytes', 'two neighbouring bytes change places', (bytes) =>
  Uint8Array.from(bytes, (byte, index) => (index < 2 ? (bytes[1 - index] ?? byte) : byte)),
)

/** recv() gives the last byte of the recv() before it once more, at its beginning. */
export const recvDoublesAByte = mutant({
  name: 'recv-doubles-a-byte',
  says: 'the last byte of one recv() comes again in the next',
  stack: (real) => {
    const lastBytes = new Map<Fd, number>()
    return {
      recv: async (request) => {
        const again = lastBytes.get(request.fd)
        const result = await real.recv(request)
        if (result.errno !== null || result.value.length === 0) return result
        const bytes = again === undefined ? result.value : Uint8Array.of(again, ...result.value)
        lastBytes.set(request.fd, bytes.at(-1) ?? 0)
        return succeeded(bytes)
      },
    }
  },
})

/** send() says that it took everything, and takes the first so many bytes. */
export function sendTakesAtMost(most: number): Mutant {
  return mutant({
    name: `send-takes-at-most-${most}`,
    says: `send() says that it took all bytes, and takes ${most} of them`,
    stack: (real) => ({
      send: async (request) => {
        const result = await real.send({ ...request, bytes: request.bytes.subarray(0, most) })
        return result.errno === null ? succeeded(request.bytes.length) : result
      },
    }),
  })
}
