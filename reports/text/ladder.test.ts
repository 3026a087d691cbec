import { it } from 'vitest'
import { fullBacklog, handshakeWithoutAccept, lossAndReset } from '../fixtures/handshake.ts'
import { LAN, LOOPBACK, NAT } from '../fixtures/labs.ts'
import { datagramsOnLoopback, longTrace, refusedOnLoopback, throughNat } from '../fixtures/more-traces.ts'
import { textLadder } from './ladder.ts'

it('x', () => {
  for (const [t, l] of [
    [handshakeWithoutAccept(), LAN],
    [fullBacklog(), LAN],
    [lossAndReset(), LAN],
    [throughNat(), NAT],
    [refusedOnLoopback(), LOOPBACK],
    [datagramsOnLoopback(), LOOPBACK],
    [longTrace(100), LOOPBACK],
    [handshakeWithoutAccept(), null],
  ] as const)
    console.log(textLadder(t, l?.hosts ?? []))
})
