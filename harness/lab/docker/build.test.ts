import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { runTool } from '../command.ts'
import type { Machine } from '../machine.ts'
import { lan, loopback, nat } from '../plan.ts'
import { readConntrack } from '../state/conntrack.ts'
import { buildDockerLab, prepare } from './build.ts'
import { OWNER_LABEL, ownerText } from './owner.ts'

const here = (): string => readlinkSync('/proc/thread-self/ns/net')
const before = here()

/** Namespaces that this process holds by a descriptor, besides its own. */
function heldNamespaces(): readonly string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`)
      } catch {
        return ''
      }
    })
    .filter((target) => target.startsWith('net:') && target !== before)
}

/** The containers of this process. */
async function containers(): Promise<readonly string[]> {
  const { engine } = await prepare()
  const ours = await engine.listContainers({ all: true, filters: { label: [`${OWNER_LABEL}=${ownerText()}`] } })
  return ours.flatMap(({ Names }) => Names)
}

afterEach(async () => {
  expect(here(), 'the thread is home again').toBe(before)
  expect(heldNamespaces(), 'no namespace is held').toEqual([])
  expect(await containers(), 'no container is left').toEqual([])
})

/** What a program prints that runs on a machine. */
function on(machine: Machine, ...command: string[]): string {
  const [file = '', ...args] = machine.inside(command)
  return machine.within(() => execFileSync(file, args, { encoding: 'utf8' }).trim())
}

/** Tries to connect to a port on which nobody listens: an answer at all shows that the way there and back is open. */
function reach(machine: Machine, address: string): string {
  const program = `
import errno, socket, sys
family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
with socket.socket(family, socket.SOCK_STREAM) as s:
    print('refused' if s.connect_ex((sys.argv[1], 9)) == errno.ECONNREFUSED else 'unreachable')`
  return on(machine, 'python3', '-c', program, address)
}

test('A LAN of containers lets each reach each other by IPv4 and IPv6, and nothing else', async () => {
  await using lab = await buildDockerLab(lan(['one', 'two', 'three'], { ipv6: true }))
  const { one, two, three } = lab.machines
  for (const machine of [two, three]) {
    for (const { address } of machine.addresses.filter(({ link }) => link === 'lan')) {
      expect(reach(one, address)).toBe('refused')
    }
  }
  expect(one.within(() => runTool('ip', ['route']))).toMatch(/^10\.77\.0\.0\/24 dev eth0[^\n]*\n$/)
})

test('A router of containers masquerades: the server sees it', async () => {
  await using lab = await buildDockerLab(nat({ inside: ['alice', 'bob'], outside: ['server'] }))
  const { alice, router } = lab.machines
  expect(reach(alice, '203.0.113.80')).toBe('refused')
  const datagram = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.80', 9))"
  on(alice, 'python3', '-c', datagram)
  const [entry] = router.within(readConntrack)
  expect(entry?.original.source).toBe('10.77.1.11')
  expect(entry?.reply.destination).toBe('203.0.113.1')
})

test('Labs that stand at the same time have the same addresses and do not see each other', async () => {
  const plan = lan(['one', 'two'])
  const labs = await Promise.all([buildDockerLab(plan), buildDockerLab(plan)])
  try {
    const [first, second] = labs.map(({ machines }) => machines.one)
    if (first === undefined || second === undefined) throw new Error('There are two labs.')
    expect(first.addresses).toEqual(second.addresses)
    reach(first, '10.77.0.12')
    const neighbours = (machine: Machine) => machine.within(() => runTool('ip', ['neighbour']))
    expect(neighbours(first)).toContain('10.77.0.12')
    expect(neighbours(second)).toBe('')
  } finally {
    await Promise.all(labs.map((lab) => lab[Symbol.asyncDispose]()))
  }
})

test('Programs on a container have its files and its name', async () => {
  await using lab = await buildDockerLab(loopback(['alice']))
  const { alice } = lab.machines
  expect(on(alice, 'hostname')).toBe('alice')
  expect(on(alice, 'ls', '/sockproof')).toBe(readdirSync(`${alice.root}/sockproof`).join('\n'))
  expect(on(alice, 'sh', '-c', 'readlink /proc/self/ns/net')).toBe(alice.within(here))
  expect(readFileSync(`${alice.root}/etc/hostname`, 'utf8').trim()).toBe('alice')
})

test('A lab that asks for a sysctl which this kernel lacks is not built', async () => {
  const plan = lan(['one', 'two'], { sysctls: { 'ipv4.no_such_thing': '1' } })
  await expect(buildDockerLab(plan)).rejects.toThrow('no sysctl net.ipv4.no_such_thing')
})
