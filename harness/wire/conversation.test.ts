import { expect, test } from 'vitest'
import { conversation } from './conversation.ts'
import { decode } from './decode.ts'
import type { Packet } from './packet.ts'
import { ethernet, hex, ipv4, type TcpFields, tcp, u32, udp } from './testing/build-frame.ts'

const SYN = 0x02
const ACK = 0x10
const FIN = 0x01

test('numbers count from the SYN of either side, beyond 2³² too', () => {
  const numbers = conversation([
    fromClient({ flags: SYN, sequenceNumber: 0xffff_fffe }),
    fromServer({ flags: SYN | ACK, sequenceNumber: 0xffff_ffff, acknowledgmentNumber: 0xffff_ffff }),
    fromClient({ flags: ACK, sequenceNumber: 0xffff_ffff, acknowledgmentNumber: 0, payload: [1, 2, 3] }),
    fromServer({ flags: ACK | FIN, sequenceNumber: 0, acknowledgmentNumber: 2 }),
  ])
  expect(numbers).toMatchObject([
    { connection: 0, sequenceNumber: 0, nextSequenceNumber: 1, acknowledgmentNumber: null },
    { connection: 0, sequenceNumber: 0, nextSequenceNumber: 1, acknowledgmentNumber: 1 },
    { connection: 0, sequenceNumber: 1, nextSequenceNumber: 4, acknowledgmentNumber: 1 },
    { connection: 0, sequenceNumber: 1, nextSequenceNumber: 2, acknowledgmentNumber: 4 },
  ])
})

test('where no SYN was captured the first number counts as 1', () => {
  const numbers = conversation([fromClient({ flags: ACK, sequenceNumber: 500, acknowledgmentNumber: 700 })])
  expect(numbers).toMatchObject([{ sequenceNumber: 1, acknowledgmentNumber: 1 }])
})

test('a refused connection answers with RST, ACK 1 to 1', () => {
  const numbers = conversation([
    fromClient({ flags: SYN, sequenceNumber: 99 }),
    fromServer({ flags: 0x14, sequenceNumber: 0, acknowledgmentNumber: 100 }),
  ])
  expect(numbers[1]).toMatchObject({ sequenceNumber: 1, acknowledgmentNumber: 1 })
})

test('a SYN with another number begins a new connection, a repeated one does not', () => {
  const syn = fromClient({ flags: SYN, sequenceNumber: 10 })
  const another = fromClient({ flags: SYN, sequenceNumber: 20 })
  const answer = fromServer({ flags: SYN | ACK, sequenceNumber: 30, acknowledgmentNumber: 21 })
  expect(conversation([syn, syn, another, answer])).toMatchObject([
    { connection: 0, sequenceNumber: 0 },
    { connection: 0, sequenceNumber: 0 },
    { connection: 1, sequenceNumber: 0 },
    { connection: 1, sequenceNumber: 0, acknowledgmentNumber: 1 },
  ])
})

test('SACK blocks count like acknowledgments', () => {
  const options = [...hex('01 01 05 0a'), ...u32(1005), ...u32(1009)]
  const numbers = conversation([
    fromClient({ flags: SYN, sequenceNumber: 1000 }),
    fromServer({ flags: ACK, sequenceNumber: 1, acknowledgmentNumber: 1001, options }),
  ])
  expect(numbers[1]?.sackBlocks).toEqual([{ leftEdge: 5, rightEdge: 9 }])
})

test('what is not TCP has no such numbers', () => {
  expect(conversation([decode(ethernet(0x0800, ipv4({ protocol: 17, payload: udp([]) })))])).toEqual([null])
})

function fromClient(fields: TcpFields): Packet {
  return decode(ethernet(0x0800, ipv4({ protocol: 6, payload: tcp(fields) })))
}

function fromServer(fields: TcpFields): Packet {
  const payload = tcp({ sourcePort: 3490, destinationPort: 40_000, ...fields })
  return decode(ethernet(0x0800, ipv4({ protocol: 6, payload, source: [10, 77, 0, 12], destination: [10, 77, 0, 11] })))
}
