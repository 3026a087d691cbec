import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Trace } from '../../../harness/evidence/trace-schema.ts'
import { anyTrace } from '../../fixtures/any-trace.ts'
import { udpFrame } from '../../fixtures/frames.ts'
import { fullBacklog, handshakeWithoutAccept, lossAndReset } from '../../fixtures/handshake.ts'
import { LAN, LOOPBACK, NAT } from '../../fixtures/labs.ts'
import { datagramsOnLoopback, longTrace, refusedOnLoopback, throughNat } from '../../fixtures/more-traces.ts'
import { Story } from '../../fixtures/story.ts'
import type { LabHost } from '../../ladder/columns.ts'
import { ladderOf } from '../../ladder/ladder.ts'
import { layOut } from './layout.ts'
import type { Drawing, TextShape } from './shapes.ts'
import { type Box, boxOf } from './type.ts'

/** What is wrong with a drawing: labels that overlap or stand outside. */
function faults({ width, sheets }: Drawing): string[] {
  return sheets.flatMap(({ top, height, shapes }) => {
    const texts = shapes.filter((shape) => shape.kind === 'text')
    const boxes = texts.map((text) => ({ text, box: boxOf(text) }))
    const outside = boxes.filter(
      ({ box }) => box.left < 0 || box.right > width || box.top < top || box.bottom > top + height,
    )
    const overlapping = boxes.flatMap((one, index) =>
      boxes
        .slice(index + 1)
        .flatMap((other) => (meet(one.box, other.box) ? [`${nameOf(one.text)} overlaps ${nameOf(other.text)}`] : [])),
    )
    return [...outside.map(({ text }) => `${nameOf(text)} is outside`), ...overlapping]
  })
}

function meet(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

function nameOf({ role, full }: TextShape): string {
  return `${role} «${full.slice(0, 60)}»`
}

function drawingOf(trace: Trace, hosts: readonly LabHost[]): Drawing {
  return layOut(ladderOf(trace, hosts))
}

/** A datagram that leaves within a call, in whichever direction and whether or not it arrives. */
function madeWithinCall({ from, to, arrives }: { from: string; to: string; arrives: boolean }): Trace {
  const end = { address: '10.77.0.11', port: 1 }
  return new Story()
    .call(from, '', {}, { errno: 'ECONNREFUSED', took: 2, socket: 1 })
    .frame({ link: 'lan', from, to }, udpFrame(end, end, ''), { arrives, travels: 0 })
    .trace()
}

describe('no label overlaps another or stands outside the drawing', () => {
  it.each([
    ['a handshake', handshakeWithoutAccept(), LAN.hosts],
    ['a full queue', fullBacklog(), LAN.hosts],
    ['a loss', lossAndReset(), LAN.hosts],
    ['a router', throughNat(), NAT.hosts],
    ['a refusal', refusedOnLoopback(), LOOPBACK.hosts],
    ['datagrams', datagramsOnLoopback(), LOOPBACK.hosts],
    ['a long trace', longTrace(400), LOOPBACK.hosts],
    ['no lab', handshakeWithoutAccept(), []],
    [
      'a packet that leaves on the side where its call is written',
      madeWithinCall({ from: 'server', to: 'client', arrives: true }),
      NAT.hosts,
    ],
    [
      'a packet of the only host that goes nowhere',
      madeWithinCall({ from: 'client', to: 'server', arrives: false }),
      [],
    ],
  ])('in a ladder of %s', (_, trace, hosts) => {
    expect(faults(drawingOf(trace, hosts))).toEqual([])
  })

  it('in a ladder of anything', () => {
    fc.assert(
      fc.property(anyTrace, fc.constantFrom(LAN.hosts, NAT.hosts, LOOPBACK.hosts, []), (trace, hosts) => {
        expect(faults(drawingOf(trace, hosts))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('a drawing', () => {
  it('has a bar as long as a call blocked', () => {
    const [sheet] = drawingOf(fullBacklog(), LAN.hosts).sheets
    const bars = sheet?.shapes.filter((shape) => shape.kind === 'bar') ?? []
    const failed = bars.filter(({ state }) => state === 'failed')
    expect(failed).toHaveLength(1)
    expect(failed[0]?.height).toBeGreaterThan(200)
  })

  it('breaks the bar of a call where time is left out', () => {
    const [sheet] = drawingOf(fullBacklog(), LAN.hosts).sheets
    expect(sheet?.shapes.filter(({ kind }) => kind === 'break')).toHaveLength(3)
  })

  it('lets an arrow that is not seen to arrive end short of the column', () => {
    const [sheet] = drawingOf(lossAndReset(), LAN.hosts).sheets
    const arrows = sheet?.shapes.filter((shape) => shape.kind === 'arrow') ?? []
    const [lost, late] = arrows
    expect(lost?.lost).toBe(true)
    expect(lost?.x2).toBeLessThan(late?.x2 ?? 0)
  })

  it('is cut into sheets that fit a printed page', () => {
    const { sheets } = drawingOf(longTrace(400), LOOPBACK.hosts)
    expect(sheets.length).toBeGreaterThan(1)
    expect(Math.max(...sheets.map(({ height }) => height))).toBeLessThan(1300)
  })

  it('has as many events in its gap as it leaves out', () => {
    const gap = drawingOf(longTrace(400), LOOPBACK.hosts)
      .sheets.flatMap(({ shapes }) => shapes)
      .find((shape) => shape.kind === 'text' && shape.role === 'gap')
    expect(gap).toMatchObject({ full: '328 events more: see the raw trace' })
  })
})
