import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { lan, loopback, nat } from '../plan.ts'
import { readConntrack } from '../state/conntrack.ts'
import { buildNetnsLab } from './build.ts'
import { Namespace } from './namespace.ts'

const here = (): string => readlinkSync('/proc/thread-self/ns/net')

/** Namespaces that this process holds by a descriptor, besides its own. */
function heldNamespaces(): readonly string[] {
  return heldNamespaceFiles().map(target)
}

/** The descriptors that hold them, as paths that another process can open. */
function heldNamespaceFiles(): readonly string[] {
  const own = here()
  return readdirSync('/proc/self/fd')
    .map((fd) => `/proc/${process.pid}/fd/${fd}`)
    .filter((file) => target(file).startsWith('net:') && target(file) !== own)
}

function target(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}

const before = here()

afterEach(() => {
  expect(here(), 'the thread is home again').toBe(before)
  expect(heldNamespaces(), 'no namespace is held').toEqual([])
})

describe('a namespace', () => {
  test('is another one than the one the thread comes from, and the thread comes back', () => {
    using namespace = Namespace.create()
    expect(namespace.within(here)).not.toBe(before)
    expect(here()).toBe(before)
  })

  test('is left when what runs inside throws', () => {
    using namespace = Namespace.create()
    expect(() =>
      namespace.within(() => {
        throw new Error('inside')
      }),
    ).toThrow('inside')
  })

  test('in which the thread lingers is left before the event loop goes on', async () => {
    using namespace = Namespace.create()
    const inside = namespace.lingerWithin(here)
    expect(inside).not.toBe(before)
    expect(namespace.lingerWithin(here)).toBe(inside)
    await new Promise((resolve) => setImmediate(resolve))
    expect(here()).toBe(before)
  })

  test('cannot be entered once it was let go', () => {
    const namespace = Namespace.create()
    namespace[Symbol.dispose]()
    expect(() => namespace.within(here)).toThrow('was closed')
  })
})

describe('a lab', () => {
  test('of the kind LAN lets each host reach each other by IPv4 and IPv6', () => {
    using lab = buildNetnsLab(lan(['one', 'two', 'three'], { ipv6: true }))
    const { one, two, three } = lab.machines
    for (const machine of [two, three]) {
      for (const { address } of machine.addresses.filter(({ link }) => link === 'lan')) {
        expect(reach(one.within.bind(one), address)).toBe('refused')
      }
    }
  })

  test('without IPv6 has no IPv6 address anywhere, so that none of its housekeeping is on the wire', () => {
    using lab = buildNetnsLab(lan(['one', 'two']))
    expect(Object.keys(lab.machines)).toHaveLength(2)
    const addresses = heldNamespaceFiles().map((file) =>
      execFileSync('nsenter', [`--net=${file}`, 'cat', '/proc/net/if_inet6'], { encoding: 'utf8' }),
    )
    expect(addresses).toEqual(['', '', ''])
  })

  test('of the kind NAT lets a LAN host reach the server, which sees the router', () => {
    using lab = buildNetnsLab(nat({ inside: ['alice', 'bob'], outside: ['server'] }))
    const { alice, router } = lab.machines
    expect(reach(alice.within.bind(alice), '203.0.113.80')).toBe('refused')
    // A datagram's entry stays for a while, that of a refused connection goes with its reset.
    const datagram = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.80', 9))"
    alice.within(() => execFileSync('python3', ['-c', datagram]))
    const [entry] = router.within(readConntrack)
    expect(entry?.original.source).toBe('10.77.1.11')
    expect(entry?.reply.destination).toBe('203.0.113.1')
  })

  test('has the sysctls that it asks for, and those of other hosts are their own', () => {
    using lab = buildNetnsLab(loopback(['host'], { sysctls: { 'ipv4.ip_local_port_range': '50000 50009' } }))
    expect(lab.machines.host.sysctls['net.ipv4.ip_local_port_range']).toBe('50000 50009')
    expect(lab.describe().hosts[0]?.sysctls['net.ipv4.ip_local_port_range']).toBe('50000 50009')
    expect(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')).not.toContain('50009')
  })

  test('that asks for a sysctl which this kernel lacks is not built, and leaves nothing behind', () => {
    const plan = lan(['one', 'two'], { sysctls: { 'ipv4.no_such_thing': '1' } })
    expect(() => buildNetnsLab(plan)).toThrow('no sysctl net.ipv4.no_such_thing')
  })
})

/** Tries to connect to a port on which nobody listens: an answer at all shows that the way there and back is open. */
function reach(within: (act: () => string) => string, address: string): string {
  const program = `
import errno, socket, sys
family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
with socket.socket(family, socket.SOCK_STREAM) as s:
    print('refused' if s.connect_ex((sys.argv[1], 9)) == errno.ECONNREFUSED else 'unreachable')`
  return within(() => execFileSync('python3', ['-c', program, address], { encoding: 'utf8' }).trim())
}
