import { describe, expect, it } from 'vitest'
import { fullBacklog, handshakeWithoutAccept } from '../fixtures/handshake.ts'
import { LAN, NAT } from '../fixtures/labs.ts'
import { throughNat } from '../fixtures/more-traces.ts'
import { Story } from '../fixtures/story.ts'
import { textLadder } from './ladder.ts'

describe('a ladder of text', () => {
  it('shows who did what, and that nobody called accept', () => {
    expect(textLadder(handshakeWithoutAccept(), LAN.hosts)).toBe(
      `
                    client 10.77.0.11                                      server 10.77.0.12
                    ─────────────────                                      ─────────────────
        0                           │                                      │ socket() = 5
     2 µs                           │                                      │ bind(:3490) = 0
     4 µs                           │                                      │ listen(backlog 1) = 0
     6 µs  ── The server now stands between listen and accept. ──          │
   307 µs              socket() = 4 │                                      │
   309 µs  connect(10.77.0.12:3490) ┏                                      │
   311 µs                           ├── SYN  seq 0 ───────────────────────▶│
   317 µs                           ┃◀─ SYN, ACK  seq 0  ack 1 ────────────┤
   323 µs                       = 0 ├── ACK  ack 1 ───────────────────────▶│ kernel: accept queue 1 of 2
   390 µs             send(5 bytes) ┏                                      │
   392 µs                           ├── PSH, ACK  1:6  ack 1  5 bytes ────▶│
   398 µs                       = 5 ┗◀─ ACK  ack 6 ────────────────────────┤ kernel: 5 bytes wait unread
`.slice(1),
    )
  })

  it('says how long nothing happened, and names the call that ended then', () => {
    const text = textLadder(fullBacklog(), LAN.hosts)
    expect(text).toContain('⋮  4.09 s later')
    expect(text).toContain('second: connect = −1 ETIMEDOUT ┗')
  })

  it('has three columns through a router, and says what it leaves out', () => {
    const text = textLadder(throughNat(), NAT.hosts)
    expect(text.split('\n')[0]).toMatch(/laptop 10\.77\.1\.11 +router 10\.77\.1\.1 +server 203\.0\.113\.80/)
    expect(text).toContain('1 packet of ARP and neighbour discovery left out')
  })

  it('lets no control character through to the terminal', () => {
    const trace = new Story().fact(null, 'program', '\u001b[2J\u202e').trace()
    expect(textLadder(trace, [])).toContain('program: ⟨U+001B⟩[2J⟨U+202E⟩')
  })

  it('says of an empty trace that nothing happened', () => {
    expect(textLadder(new Story().trace(), [])).toBe('Nothing happened.\n')
  })
})
