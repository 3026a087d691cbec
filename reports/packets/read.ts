import type { Trace } from '../../harness/evidence/trace-schema.ts'
import { conversation } from '../../harness/wire/conversation.ts'
import { decode } from '../../harness/wire/decode.ts'
import { summary } from '../../harness/wire/summary.ts'
import { endsOf, natureOf } from './nature.ts'
import type { PacketView } from './view.ts'

/** Reads all packets of a trace, in its order. */
export function readPackets(trace: Trace): PacketView[] {
  const events = trace.events.filter((event) => event.kind === 'packet')
  const packets = events.map(({ frame, length }) => decode(Buffer.from(frame, 'base64'), { length }))
  const numbers = conversation(packets)
  return events.flatMap((event, index) => {
    const packet = packets[index]
    if (packet === undefined) return []
    const ends = endsOf(packet)
    const says = summary(packet, numbers[index] ?? null)
    return {
      event,
      packet,
      nature: natureOf(packet),
      source: ends?.source ?? null,
      destination: ends?.destination ?? null,
      says: packet.transport?.kind === 'udp' ? `UDP  ${says}` : says,
    }
  })
}
