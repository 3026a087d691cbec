import { AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet'
import type { Host } from '../host.ts'
import type { SeenPacket } from '../wire-view.ts'

const PORT = 53

const NXDOMAIN = 3

/** Addresses by name; null for a name that is never answered. */
export type Zone = Readonly<Record<string, string | null>>

/**
 * Starts a name server on a host, at UDP port 53, until the run ends: it answers queries for addresses from its zone, and
 * that a name does not exist for all others (RFC 1034, RFC 1035). Its socket stands on the timeline like any other.
 */
export async function serveNames(host: Host, zone: Zone): Promise<void> {
  const socket = await host.udp({ label: 'name server' })
  await socket.bind(host.at(PORT))
  void (async () => {
    for (;;) {
      const { value, errno } = await socket.tryRecvFrom(512)
      // The run is over: the socket is shut down, and gives nothing from nobody.
      if (errno !== null || value.from === null || value.bytes.length === 0) return
      const answer = answerTo(decode(Buffer.from(value.bytes)), zone)
      if (answer !== null) await socket.trySendTo(value.from, encode(answer))
    }
  })()
}

function answerTo(query: Packet, zone: Zone): Packet | null {
  const [question] = query.questions ?? []
  const address = question === undefined ? undefined : zone[question.name]
  if (question === undefined || address === null) return null
  const answers =
    address !== undefined && question.type === 'A'
      ? [{ name: question.name, type: 'A' as const, ttl: 60, data: address }]
      : []
  const code = address === undefined ? NXDOMAIN : 0
  return { type: 'response', id: query.id ?? 0, flags: AUTHORITATIVE_ANSWER | code, questions: [question], answers }
}

/** The names that queries among these packets ask for, in their order, with the type of record: `A server.example`. */
export function queriedNames(packets: readonly SeenPacket[]): string[] {
  return packets
    .filter(({ destinationPort }) => destinationPort === PORT)
    .flatMap(({ packet }) => decode(Buffer.from(packet.payload.bytes)).questions ?? [])
    .map(({ type, name }) => `${type} ${name}`)
}
