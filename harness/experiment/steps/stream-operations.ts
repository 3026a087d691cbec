import * as fc from 'fast-check'
import type { Socket } from '../../sockets/socket.ts'
import { countingText } from '../seen/counting-text.ts'

/** Which end of a connection does something. */
export type End = 'client' | 'server'

/**
 * Something that a program can do to its end of a connection, none of which waits: send and receive so many bytes, end
 * its own direction (SHUT_WR), stop receiving (SHUT_RD), close in order, or close with a reset (SO_LINGER 1, 0).
 */
export type StreamOperation =
  | { readonly op: 'send' | 'recv'; readonly by: End; readonly bytes: number }
  | { readonly op: 'end' | 'stop' | 'close' | 'reset'; readonly by: End }

/** Sequences of operations, most of which move data. */
export function streamOperations(maxLength: number): fc.Arbitrary<StreamOperation[]> {
  const by = fc.constantFrom('client' as const, 'server' as const)
  const bytes = fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 20_000 }))
  const moves = fc.record({ op: fc.constantFrom('send' as const, 'recv' as const), by, bytes })
  const ends = fc.record({
    op: fc.constantFrom('end' as const, 'stop' as const, 'close' as const, 'reset' as const),
    by,
  })
  return fc.array(fc.oneof({ weight: 5, arbitrary: moves }, { weight: 1, arbitrary: ends }), { maxLength })
}

/** The operation in words, for the timeline: `client: send 20`. */
export function operationText(operation: StreamOperation): string {
  return `${operation.by}: ${operation.op}${'bytes' in operation ? ` ${operation.bytes}` : ''}`
}

/** Does something to a socket; tells whether it is still open. Whether it succeeds does not matter. */
export async function operate(socket: Socket, operation: StreamOperation): Promise<boolean> {
  switch (operation.op) {
    case 'send':
      await socket.trySend(countingText(operation.bytes), ['MSG_DONTWAIT'])
      return true
    case 'recv':
      await socket.tryRecv(operation.bytes, ['MSG_DONTWAIT'])
      return true
    case 'end':
      await socket.tryShutdown('SHUT_WR')
      return true
    case 'stop':
      await socket.tryShutdown('SHUT_RD')
      return true
    case 'reset':
      await socket.set('SO_LINGER', { onoff: true, linger: 0 })
      await socket.close()
      return false
    case 'close':
      await socket.close()
      return false
  }
}
