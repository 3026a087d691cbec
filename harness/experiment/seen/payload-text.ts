import type { SeenPacket } from '../wire-view.ts'

/** What a packet carries, as text. */
export function payloadText({ packet: { payload } }: SeenPacket): string {
  return Buffer.from(payload.bytes).toString()
}
