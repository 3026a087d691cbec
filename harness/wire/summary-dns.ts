import { decode, type Packet as Message } from 'dns-packet'
import type { Packet } from './packet.ts'

const PORT = 53

/**
 * What a datagram from or to a name server says, `asks A server.example` or `A server.example is 10.77.0.13` (RFC 1035);
 * null for any other packet, or one that cannot be read as such.
 */
export function dnsSummary({ transport, payload }: Packet): string | null {
  if (transport?.kind !== 'udp' || ![transport.sourcePort, transport.destinationPort].includes(PORT)) return null
  try {
    return words(decode(Buffer.from(payload.bytes)))
  } catch {
    return null
  }
}

function words({ type, questions = [], answers = [], ...message }: Message): string | null {
  const asked = questions.map((question) => `${question.type} ${question.name}`).join(', ')
  if (asked === '') return null
  if (type !== 'response') return `asks ${asked}`
  const found = answers.flatMap((answer) => ('data' in answer && typeof answer.data === 'string' ? [answer.data] : []))
  if (found.length > 0) return `${asked} is ${found.join(', ')}`
  const { rcode } = message as { rcode?: string }
  return rcode === undefined || rcode === 'NOERROR' ? `${asked} has none` : `${asked}: ${rcode}`
}
