import { encode, type Packet as Message } from 'dns-packet'
import { expect, test } from 'vitest'
import { decode } from './decode.ts'
import { summary } from './summary.ts'
import { ethernet, ipv4, udp } from './testing/build-frame.ts'

const says = (payload: Uint8Array, from: number, to: number): string =>
  summary(decode(ethernet(0x0800, ipv4({ protocol: 17, payload: udp([...payload], from, to) }))))

const QUERY: Message = { type: 'query', id: 7, questions: [{ type: 'A', name: 'server.example' }] }
const RESPONSE: Message = { ...QUERY, type: 'response' }

test('A query and its answers are told by what they say', () => {
  const answers = [{ type: 'A' as const, name: 'server.example', data: '10.77.0.13' }]
  expect(says(encode(QUERY), 4000, 53)).toBe('asks A server.example')
  expect(says(encode({ ...RESPONSE, answers }), 53, 4000)).toBe('A server.example is 10.77.0.13')
  expect(says(encode(RESPONSE), 53, 4000)).toBe('A server.example has none')
  expect(says(encode({ ...RESPONSE, flags: 3 }), 53, 4000)).toBe('A server.example: NXDOMAIN')
})

test('What goes to another port, or cannot be read, is told by its length', () => {
  expect(says(encode(QUERY), 4000, 3490)).toBe('32 bytes')
  expect(says(Uint8Array.of(1, 2, 3), 4000, 53)).toBe('3 bytes')
})
