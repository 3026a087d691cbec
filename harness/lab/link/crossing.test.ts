import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkChecksums, withChecksums } from '../../wire/checksum.ts'
import { decode } from '../../wire/decode.ts'
import { ethernet, hex, ipv4, udp } from '../../wire/testing/build-frame.ts'
import { schedules } from './arbitraries.ts'
import { Crossing } from './crossing.ts'
import { carriesData } from './frame.ts'
import type { FaultName, Schedule } from './schedule.ts'

/** A datagram of one byte, so that it is known again. */
const datagram = (number: number): Uint8Array =>
  withChecksums(ethernet(0x0800, ipv4({ protocol: 17, payload: udp([number]) })))

const arp = ethernet(0x0806, hex('0001 0800 06 04 0001 02000a4d000b 0a4d000b 000000000000 0a4d000c'))

/** A link between two hosts, with what arrived at the one that does not send. */
function link(never: readonly FaultName[] = []) {
  const arrived: Uint8Array[] = []
  const crossing = new Crossing((_from, bytes) => arrived.push(bytes), never)
  const sends = (...numbers: readonly number[]): void => {
    for (const number of numbers) crossing.take('client', datagram(number))
  }
  return { crossing, sends, arrived: () => arrived.map((bytes) => decode(bytes).payload.bytes[0]) }
}

const delay = (frame: number, by: number) => ({ from: 'client', frame, fault: 'delay' as const, by })
const lose = (frame: number) => ({ from: 'client', frame, fault: 'lose' as const })

describe('a link', () => {
  test.each<[what: string, Schedule, sent: number[], arrived: number[]]>([
    ['that does nothing wrong carries every frame in order', [], [1, 2, 3], [1, 2, 3]],
    ['loses the frame that it is asked to', [lose(2)], [1, 2, 3], [1, 3]],
    ['carries a frame twice', [{ from: 'client', frame: 1, fault: 'duplicate', by: 0 }], [1, 2], [1, 1, 2]],
    ['carries a copy late', [{ from: 'client', frame: 1, fault: 'duplicate', by: 2 }], [1, 2, 3, 4], [1, 2, 3, 1, 4]],
    ['has a frame overtaken by so many others', [delay(1, 2)], [1, 2, 3, 4], [2, 3, 1, 4]],
    ['keeps a frame that nothing overtakes', [delay(3, 1)], [1, 2, 3], [1, 2]],
    ['has several frames overtaken, in their order', [delay(1, 2), delay(2, 1)], [1, 2, 3], [3, 1, 2]],
    ['counts the frames of each host by itself', [{ ...lose(1), from: 'server' }], [1, 2], [1, 2]],
    ['loses a frame whatever else was to become of it', [delay(1, 1), lose(1)], [1, 2, 3], [2, 3]],
  ])('%s', (_what, schedule, sent, expected) => {
    const { crossing, sends, arrived } = link()
    crossing.obey(schedule)
    sends(...sent)
    expect(arrived()).toEqual(expected)
  })

  test('changes one bit of a frame, so that its checksum is wrong', () => {
    const seen: Uint8Array[] = []
    const crossing = new Crossing((_from, bytes) => seen.push(bytes))
    crossing.obey([{ from: 'client', frame: 1, fault: 'corrupt' }])
    crossing.take('client', datagram(8))
    expect(seen.map((bytes) => decode(bytes).payload.bytes[0])).toEqual([9])
    expect(seen.map(checkChecksums)).toEqual([{ network: 'correct', transport: 'incorrect' }])
  })

  test('holds back until it lets go, and goes on holding back', () => {
    const { crossing, sends, arrived } = link()
    crossing.holdBack()
    sends(1, 2)
    expect([arrived(), crossing.held().length]).toEqual([[], 2])
    crossing.release()
    sends(3)
    expect(arrived()).toEqual([1, 2])
    crossing.pass()
    sends(4)
    expect(arrived()).toEqual([1, 2, 3, 4])
  })

  test('loses or holds back only the frames that it is asked to, and never those by which hosts find each other', () => {
    const { crossing, sends, arrived } = link()
    crossing.drop((frame) => carriesData(frame) && frame.packet.payload.bytes[0] === 2)
    sends(1, 2, 3)
    expect(arrived()).toEqual([1, 3])
    crossing.drop()
    crossing.take('client', arp)
    sends(4)
    expect(arrived()).toHaveLength(3)
    crossing.drop(() => true)
    crossing.take('client', arp)
    expect(arrived()).toHaveLength(3)
  })

  test('that never does something does the rest', () => {
    const { crossing, sends, arrived } = link(['lose'])
    crossing.obey([lose(1), delay(2, 1)])
    sends(1, 2, 3)
    expect(arrived()).toEqual([1, 3, 2])
    crossing.drop()
    sends(4)
    expect(arrived()).toEqual([1, 3, 2, 4])
  })

  test('begins anew: what it kept is gone, and it does nothing wrong', () => {
    const { crossing, sends, arrived } = link()
    crossing.holdBack()
    sends(1)
    crossing.begin(() => {})
    sends(2)
    crossing.release()
    expect(arrived()).toEqual([2])
    expect(crossing.tally('client')).toMatchObject({ sent: 1, arrived: 1, lost: 0 })
  })

  test('tells what it is asked to do', () => {
    const said: string[] = []
    const { crossing } = link()
    crossing.begin((says) => said.push(says))
    crossing.obey([lose(2), delay(3, 1)])
    expect(said).toEqual(['On the link: client’s frame 2: lose; client’s frame 3: delay by 1'])
  })
})

test('whatever the schedule, what arrived and what is kept is what was sent, but for what was lost, and copies', () => {
  const range = { from: ['client'], frames: 12, most: 10 }
  fc.assert(
    fc.property(schedules(range), fc.integer({ min: 0, max: 12 }), (schedule, count) => {
      const { crossing, sends, arrived } = link()
      crossing.obey(schedule.filter(({ fault }) => fault !== 'corrupt'))
      const sent = Array.from({ length: count }, (_, index) => index + 1)
      sends(...sent)
      const kept = crossing.held().length
      const before = arrived().length
      crossing.release()
      const tally = crossing.tally('client')
      expect(tally).toMatchObject({ sent: count, arrived: arrived().length })
      expect(arrived()).toHaveLength(before + kept)
      const lost = schedule.filter(({ fault }) => fault === 'lose').map(({ frame }) => frame)
      expect(new Set(arrived())).toEqual(new Set(sent.filter((number) => !lost.includes(number))))
      if (tally.duplicated === 0) expect(arrived()).toHaveLength(count - tally.lost)
      if (tally.delayed === 0) expect(arrived()).toEqual(arrived().toSorted((one, other) => (one ?? 0) - (other ?? 0)))
    }),
  )
})
