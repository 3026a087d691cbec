import { execFileSync } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { runTool } from '../../command.ts'
import type { Machine } from '../../machine.ts'
import { waitUntilRunning } from '../../netns/interface.ts'
import { lan, nat } from '../../plan.ts'
import { readConntrack } from '../../state/conntrack.ts'
import { prepare } from '../build.ts'
import { OWNER_LABEL, ownerText } from '../owner.ts'
import { buildDockerBridgeLab } from './build.ts'
import { Guard } from './guard.ts'

/** Another run may have the bridge for a while. */
const PATIENCE = 300_000

async function networks() {
  const { engine } = await prepare()
  return engine.listNetworks({ filters: { label: [`${OWNER_LABEL}=${ownerText()}`] } })
}

afterEach(async () => {
  const { engine } = await prepare()
  const containers = await engine.listContainers({ all: true, filters: { label: [`${OWNER_LABEL}=${ownerText()}`] } })
  expect(containers, 'no container is left').toEqual([])
  expect(await networks(), 'no network is left').toEqual([])
  for (const id of ids.splice(0)) expect(runTool('nft', ['list', 'tables'])).not.toContain(id.slice(0, 12))
}, PATIENCE)

const ids: string[] = []

/** The network of the lab that stands, as the engine tells of it. */
async function theNetwork() {
  const { engine } = await prepare()
  const [{ Id } = { Id: '' }, ...more] = await networks()
  expect(more).toEqual([])
  ids.push(Id)
  return engine.getNetwork(Id).inspect()
}

function python(machine: Machine, program: string, ...args: string[]): string {
  const [file = '', ...rest] = machine.inside(['python3', '-c', program, ...args])
  return machine.within(() => execFileSync(file, rest, { encoding: 'utf8' }).trim())
}

/** Tries to connect to a port on which nobody listens: an answer at all shows that the way there and back is open. */
function reach(machine: Machine, address: string): string {
  const program = `
import errno, socket, sys
family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
with socket.socket(family, socket.SOCK_STREAM) as s:
    print('refused' if s.connect_ex((sys.argv[1], 9)) == errno.ECONNREFUSED else 'unreachable')`
  return python(machine, program, address)
}

function send(machine: Machine, address: string): void {
  python(machine, 'import socket, sys; socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", (sys.argv[1], 9))', address)
}

test(
  'Hosts of a LAN have the addresses that the engine gave them, its name server, and reach each other',
  async () => {
    await using lab = await buildDockerBridgeLab(lan(['one', 'two'], { ipv6: true }))
    const { one, two } = lab.machines
    const given = Object.values((await theNetwork()).Containers ?? {}).map((each) => [
      each.IPv4Address,
      each.IPv6Address,
      each.MacAddress,
    ])
    expect(given.sort()).toEqual([
      ['10.77.0.11/24', 'fd77::b/64', '02:00:0a:4d:00:0b'],
      ['10.77.0.12/24', 'fd77::c/64', '02:00:0a:4d:00:0c'],
    ])
    for (const { address } of two.addresses.filter(({ link }) => link === 'lan')) {
      expect(reach(one, address)).toBe('refused')
    }
    expect(one.within(() => runTool('ip', ['route', 'show', 'default']))).toContain('via 10.77.0.254 dev eth0')
    expect(one.within(() => runTool('ss', ['-Htln']))).toContain('127.0.0.11:')
  },
  PATIENCE,
)

test(
  'A server outside sees the address of the engine’s machine, which is the router',
  async () => {
    await using lab = await buildDockerBridgeLab(nat({ inside: ['alice'], outside: ['server', 'other'] }))
    await theNetwork()
    const { alice, router, server } = lab.machines
    expect([reach(alice, '203.0.113.80'), reach(alice, '203.0.113.81')]).toEqual(['refused', 'refused'])
    send(alice, '203.0.113.80')
    const entry = router.within(readConntrack).find(({ original }) => original.source === '10.77.1.11')
    expect(entry?.reply.destination).toBe('203.0.113.1')
    expect(server.within(() => runTool('ip', ['neighbour']))).toContain('203.0.113.1 ')
    expect(router.interfaces.map(({ link }) => link)).toEqual(['lan', 'wan'])
  },
  PATIENCE,
)

test(
  'What a host inside sends to elsewhere goes nowhere, because of the guard',
  async () => {
    await using lab = await buildDockerBridgeLab(nat({ inside: ['alice'], outside: ['server'] }))
    const { Id } = await theNetwork()
    const { alice, router } = lab.machines
    // A cable with documentation addresses, whose other end nobody is at, stands for the world.
    const [near, far] = ['sockproof-else', 'sockproof-none']
    const COUNTER = 'table inet sockproof_test'
    const rules = `${COUNTER} {
    chain leaving { type filter hook postrouting priority 0; oifname ${near} ip daddr 198.51.100.7 counter; }
  }`
    const sent = () => router.within(() => runTool('nft', ['list', ...COUNTER.split(' ')])).match(/packets (\d+)/)?.[1]
    const lines = [
      `link add ${near} type veth peer name ${far}`,
      ...[near, far].map((name) => `link set ${name} addrgenmode none up`),
      `addr add 198.51.100.1/24 dev ${near}`,
      `neigh add 198.51.100.7 lladdr 02:ff:00:00:00:07 dev ${near}`,
    ]
    try {
      router.within(() => {
        runTool('ip', ['-batch', '-'], lines.join('\n'))
        waitUntilRunning([near])
        runTool('nft', ['-f', '-'], rules)
      })
      expect(reach(alice, '203.0.113.80')).toBe('refused')
      for (const _ of 'abc') send(alice, '198.51.100.7')
      Guard.of(Id).end()
      send(alice, '198.51.100.7')
      await expect.poll(sent, { timeout: 10_000 }).toBe('1')
    } finally {
      router.within(() => {
        runTool('ip', ['link', 'delete', near])
        runTool('nft', ['-f', '-'], `${COUNTER}\ndelete ${COUNTER}\n`)
      })
    }
  },
  PATIENCE,
)

test(
  'A lab waits until the one before it is gone',
  async () => {
    const order: string[] = []
    const first = await buildDockerBridgeLab(lan(['one', 'two']))
    const second = buildDockerBridgeLab(lan(['one', 'two'])).then((lab) => {
      order.push('the second stands')
      return lab
    })
    expect(reach(first.machines.one, '10.77.0.12')).toBe('refused')
    order.push('the first goes')
    await first[Symbol.asyncDispose]()
    await using _ = await second
    expect(order).toEqual(['the first goes', 'the second stands'])
  },
  PATIENCE,
)
