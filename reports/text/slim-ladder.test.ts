import { describe, expect, it } from 'vitest'
import { fullBacklog, handshakeWithoutAccept } from '../fixtures/handshake.ts'
import { LAN, NAT } from '../fixtures/labs.ts'
import { throughNat } from '../fixtures/more-traces.ts'
import { Story } from '../fixtures/story.ts'
import { fittingLadder } from './fit.ts'
import { textLadder } from './ladder.ts'
import { slimLadder } from './slim-ladder.ts'

describe('a slim ladder of text', () => {
  it('has one thing a line, its words beside the columns', () => {
    expect(slimLadder(handshakeWithoutAccept(), LAN.hosts, 60)).toBe(
      `
            client  server
        0     │       ●     socket() = 5
     2 µs     │       ●     bind(:3490) = 0
     4 µs     │       ●     listen(backlog 1) = 0
     6 µs     │       │     ── The server now stands between
              │       │       listen and accept.
   307 µs     ●       │     socket() = 4
   309 µs     ┏       │     connect(10.77.0.12:3490)
   311 µs     ├──────▶│     SYN  seq 0
   317 µs     ┃◀──────┤     SYN, ACK  seq 0  ack 1
   323 µs     ├──────▶│     ACK  ack 1
   329 µs     ┃       ○     kernel: accept queue 1 of 2
   333 µs     ┗       │     connect() = 0
   390 µs     ┏       │     send(5 bytes)
   392 µs     ├──────▶│     PSH, ACK  1:6  ack 1  5 bytes
   398 µs     ┃◀──────┤     ACK  ack 6
   404 µs     ┃       ○     kernel: 5 bytes wait unread
   412 µs     ┗       │     send() = 5
client 10.77.0.11 · server 10.77.0.12
`.slice(1),
    )
  })

  it('is no wider than asked, with three columns and with long words, down to what can be read', () => {
    for (const width of [60, 72, 80, 120]) {
      for (const text of [slimLadder(throughNat(), NAT.hosts, width), slimLadder(fullBacklog(), LAN.hosts, width)]) {
        expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(width)
      }
    }
  })

  it('says how long nothing happened, and names the call that ended then', () => {
    const text = slimLadder(fullBacklog(), LAN.hosts, 80)
    expect(text).toMatch(/⋮ +┊ +┊ +4\.09 s later/)
    expect(text).toMatch(/┗ +│ +second: connect\(\) = −1 ETIMEDOUT/)
  })

  it('lets no control character through to the terminal', () => {
    const trace = new Story().fact(null, 'program', '\u001b[2J\u202e').trace()
    expect(slimLadder(trace, [], 80)).toContain('⟨U+001B⟩[2J⟨U+202E⟩')
  })

  it('says of an empty trace that nothing happened', () => {
    expect(slimLadder(new Story().trace(), [], 80)).toBe('Nothing happened.\n')
  })
})

it('A ladder is slim only where the wide one does not fit', () => {
  const [trace, hosts] = [handshakeWithoutAccept(), LAN.hosts]
  expect(fittingLadder(trace, hosts, 120)).toBe(textLadder(trace, hosts))
  expect(fittingLadder(trace, hosts, 80)).toBe(slimLadder(trace, hosts, 80))
})
