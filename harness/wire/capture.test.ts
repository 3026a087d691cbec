import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { interfaceIndex } from '../lab/netns/interface.ts'
import { realtime } from '../sockets/libc/clock.ts'
import { openCapture } from './capture.ts'
import { decode } from './decode.ts'
import { captureLoopback, knock, loopbackNamespace } from './testing/loopback.ts'
import { readLines } from './testing/read-lines.ts'
import { ip } from './testing/two-hosts.ts'

test('a frame is stamped within the call that sends it', () => {
  using namespace = loopbackNamespace()
  namespace.within(() => {
    using capture = captureLoopback()
    const before = realtime()
    knock(3490)
    const after = realtime()
    const stamps = capture.drain().map(({ at }) => at)
    expect(stamps).toHaveLength(2)
    expect([before, ...stamps, after].toSorted()).toEqual([before, ...stamps, after])
  })
})

test('on loopback a frame is seen once, as it leaves', () => {
  using namespace = loopbackNamespace()
  namespace.within(() => {
    using capture = captureLoopback()
    knock(3490)
    expect(readLines(capture.drain())).toEqual(['out TCP SYN  seq 0  mss 65495', 'out TCP RST, ACK  seq 1  ack 1'])
    expect(capture.drain()).toEqual([])
  })
})

test('the ring is used again and again', () => {
  using namespace = loopbackNamespace()
  namespace.within(() => {
    using capture = captureLoopback({ slots: 32 })
    const counts = Array.from({ length: 40 }, (_, n) => {
      knock(3000 + n)
      return capture.drain().length
    })
    expect(new Set(counts)).toEqual(new Set([2]))
    expect(capture.lost()).toBe(0)
  })
})

test('frames that find the ring full are counted, also over several questions and after the end', () => {
  using namespace = loopbackNamespace()
  namespace.within(() => {
    using capture = captureLoopback({ slots: 32 })
    for (let n = 0; n < 10; n += 1) knock(3490)
    expect(capture.lost()).toBe(4 * 10 - 32)
    knock(3490)
    expect(capture.lost()).toBe(4 * 11 - 32)
    expect(capture.lost()).toBe(4 * 11 - 32)
    capture[Symbol.dispose]()
    expect(capture.lost()).toBe(4 * 11 - 32)
  })
})

test('frames outlive the capture', () => {
  using namespace = loopbackNamespace()
  namespace.within(() => {
    const capture = captureLoopback()
    knock(3490)
    const frames = capture.drain()
    const before = frames.map(({ bytes }) => Buffer.from(bytes).toString('hex'))
    capture[Symbol.dispose]()
    capture[Symbol.dispose]()
    expect(frames.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(before)
    expect(capture.drain()).toEqual([])
  })
})

test('nothing of another interface is captured', () => {
  using namespace = loopbackNamespace()
  namespace.within(() => {
    ip('link add one type veth peer name other', 'link set one up', 'link set other up')
    using capture = captureLoopback()
    sendRaw('one', '02 00 00 00 00 0c 02 00 00 00 00 0b 88 b5 00 00')
    knock(3490)
    expect(capture.drain().map(({ bytes }) => decode(bytes).ethernet?.etherType)).toEqual([0x0800, 0x0800])
  })
})

test('a VLAN tag that the kernel took out of a frame is put back', () => {
  using namespace = loopbackNamespace()
  namespace.within(() => {
    ip('link add one type veth peer name other', 'link set one up', 'link set other up')
    using capture = openCapture({
      interfaceName: 'other',
      interfaceIndex: interfaceIndex('other'),
      host: 'self',
      link: 'lan',
    })
    const frame = '02 00 00 00 00 0c 02 00 00 00 00 0b 81 00 a0 07 88 b5 01 02'
    sendRaw('one', frame)
    const arrived = capture.drain().filter(({ bytes }) => decode(bytes).ethernet?.etherType === 0x88b5)
    expect(arrived.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual([frame.replaceAll(' ', '')])
    expect(arrived.map(({ length }) => length)).toEqual([20])
  })
})

test('an interface that does not exist is an error and leaves no descriptor open', () => {
  const before = readdirSync('/proc/self/fd').length
  const options = { interfaceName: 'none', interfaceIndex: 999_999, host: 'self', link: 'none' }
  expect(() => openCapture(options)).toThrow(/bind.*ENODEV/)
  expect(readdirSync('/proc/self/fd')).toHaveLength(before)
})

test.each([
  { slotBytes: 1500, slots: 512 },
  { slotBytes: 128, slots: 512 },
  { slotBytes: 2048, slots: 33 },
  { slotBytes: 2048, slots: 0 },
])('a ring of $slots slots of $slotBytes bytes is refused', (size) => {
  expect(() => captureLoopback(size)).toThrow(RangeError)
})

function sendRaw(interfaceName: string, hex: string): void {
  const script = `import socket, sys
raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
raw.bind((sys.argv[1], 0))
raw.send(bytes.fromhex(sys.argv[2]))`
  execFileSync('python3', ['-c', script, interfaceName, hex])
}
