import type { Socket } from '../../harness/index.ts'
import {
  claim,
  equal,
  fc,
  forAll,
  loopback,
  man,
  posix,
  readUntil,
  SOCKET_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  connectEmptiesTheQueue,
  connectedTakesFromAll,
  connectOnceForAll,
  samePeerIsInUse,
} from '../../harness/sockets/mutants/udp/datagram-peers.ts'

export default claim({
  says: 'A connected UDP socket receives from its peer only. What others had sent before connect() is still delivered.',
  level: 'must',
  reading: 'holds',
  sources: [posix('connect'), man('connect', 2, 'DESCRIPTION'), man('udp', 7, 'DESCRIPTION')],
  behaviours: [67],
  why:
    'connect() on a UDP socket sends nothing. It writes the peer’s address into the socket, and from then on the kernel ' +
    'finds this socket only for datagrams whose source it is; to others it is as if nobody were there. Datagrams are ' +
    'matched as they arrive: those already queued stay queued, whoever sent them. So a program that means to hear one peer ' +
    'only must still look at the sender of what had come before. connect() may be called again, for another peer.',
  method: [
    'Three peers send datagrams in a given order to a bound socket, which then connects to one of them.',
    'They send more in a given order. The socket connects to another of them, and they send once more.',
    'All that waits is read. On loopback a datagram has been queued or thrown away when sendto() is back.',
  ],
  byHand: [
    { run: 'nc -lu 127.0.0.1 3490', see: 'it connects to whoever sends first' },
    { run: 'echo one | nc -u -q1 127.0.0.1 3490; echo two | nc -u -q1 127.0.0.1 3490', see: 'only one is printed' },
  ],
  mutants: [connectedTakesFromAll, connectEmptiesTheQueue, connectOnceForAll, samePeerIsInUse],

  experiment: forAll(
    loopback(['host'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...UDP_KINDS),
        before: senders(),
        peer: fc.nat({ max: 2 }),
        after: senders(),
        next: fc.nat({ max: 2 }),
        later: senders(),
      }),
      example: { kind: 'UDP over IPv4', before: [0, 1], peer: 1, after: [0, 1, 2], next: 2, later: [0, 1, 2] },
      edges: UDP_KINDS.map((kind) => ({ kind, before: [2], peer: 0, after: [2, 1, 0], next: 1, later: [0, 1] })),
      runs: 40,
    },
    async ({ kind: name, before, peer, after, next, later }, { host }, { port, answered }) => {
      const kind = SOCKET_KINDS[name]
      const address = kind.loopback(port())
      const receiver = await host.open(kind, { label: 'receiver' })
      await receiver.bind(address)
      const peers: { socket: Socket; own: ReturnType<typeof kind.loopback> }[] = []
      for (const label of ['peer 0', 'peer 1', 'peer 2']) {
        const socket = await host.open(kind, { label })
        const own = kind.loopback(port())
        await socket.bind(own)
        peers.push({ socket, own })
      }
      let sent = 0
      const send = async (order: readonly number[]) => {
        for (const index of order) await peers[index]?.socket.sendTo(address, `${sent++} from ${index}`)
      }
      // What is sent has not yet arrived when sendto() is back; what was sent after it has not arrived before it.
      const marker = await host.open(kind, { label: 'marker' })
      const markerAddress = kind.loopback(port())
      await marker.bind(markerAddress)
      const arrived = async () => {
        await peers[0]?.socket.sendTo(markerAddress, 'arrived')
        await answered(marker.tryRecv(100))
      }
      await send(before)
      await arrived()
      const connects = [(await receiver.tryConnect(peers[peer]?.own ?? address)).errno]
      await send(after)
      await arrived()
      connects.push((await receiver.tryConnect(peers[next]?.own ?? address)).errno)
      await send(later)
      await send([next])

      const read = await readUntil(receiver, `${sent - 1} from ${next}`, { answered })
      return { connects, read, left: (await receiver.tryRecv(100, ['MSG_DONTWAIT'])).errno }
    },
  ),

  judge: ({ connects, read, left }, { before, peer, after, next, later }) => {
    const all = [
      ...before.map((index) => ({ index, arrives: true })),
      ...after.map((index) => ({ index, arrives: index === peer })),
      ...[...later, next].map((index) => ({ index, arrives: index === next })),
    ]
    const expected = all.flatMap(({ index, arrives }, number) => (arrives ? `${number} from ${index}` : []))
    return [
      equal(connects, [null, null], 'errors of connect() to one peer and then to another, or once more to the same'),
      equal(read, expected, 'datagrams that could be read, in order'),
      equal(left, 'EAGAIN', 'what one more recv() gives'),
    ]
  },
})

/** Who sends, in order. */
function senders(): fc.Arbitrary<number[]> {
  return fc.array(fc.nat({ max: 2 }), { maxLength: 5 })
}
