import { failed, type Result, succeeded } from '../../sockets/result.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Tools } from '../tools.ts'

/** What a socket gave until it gave no more. */
export interface ReadToEnd {
  readonly bytes: Buffer
  /** `end-of-file`; or the error that recv() failed with; or `no answer` if it still waited when waiting was over. */
  readonly end: string
}

const LARGEST = 65_536

/**
 * Calls recv() on a blocking socket until end-of-file or an error.
 *
 * @param sizes how many bytes the first calls ask for; further ones ask for 65 536
 */
export async function readToEnd(
  { answered }: Pick<Tools, 'answered'>,
  socket: Socket,
  sizes: readonly number[] = [],
): Promise<ReadToEnd> {
  const chunks: Uint8Array[] = []
  const { value, errno } = await answered(collect(socket, sizes, chunks))
  return { bytes: Buffer.concat(chunks), end: value ?? errno }
}

async function collect(socket: Socket, sizes: readonly number[], chunks: Uint8Array[]): Promise<Result<string>> {
  for (let call = 0; ; call += 1) {
    const { value, errno } = await socket.tryRecv(sizes[call] ?? LARGEST)
    if (errno !== null) return failed(errno)
    if (value.length === 0) return succeeded('end-of-file')
    chunks.push(value)
  }
}
