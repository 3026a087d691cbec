import { expect, test } from 'vitest'
import type { Json } from '../evidence/trace-schema.ts'
import type { LabPlan } from '../lab/plan.ts'
import { lan, loopback, nat } from '../lab/plan.ts'
import { inet, inet6 } from '../sockets/address.ts'
import { type Hosts, scenario } from './experiment.ts'
import { TAKES_FORGED } from './forger.ts'
import { runForTest } from './testing/run-for-test.ts'
import type { Tools } from './tools.ts'

test('A forged SYN is answered to the address that it claims, and stands on the timeline and in the captures', async () => {
  const { observation, trace } = await observe(lan(['attacker', 'bystander', 'server']), async (hosts, { until }) => {
    const { attacker, bystander, server } = hosts as Hosts<'attacker' | 'bystander' | 'server'>
    await server.listener(3490)
    attacker.forge({ from: bystander.at(1234), to: server.at(3490), tcp: { flags: ['SYN'], sequenceNumber: 7 } })
    const seenBy = ({ wire }: typeof server) =>
      wire.tcp(3490).map(({ from, to, flags, direction }) => `${direction} ${from} → ${to} ${flags}`)
    await until(
      'the answer',
      () => seenBy(bystander),
      (seen) => seen.length === 2,
    )
    await until(
      'the end',
      () => seenBy(server),
      (seen) => seen.length === 3,
    )
    return { attacker: seenBy(attacker), server: seenBy(server) }
  })
  const syn = '10.77.0.12:1234 → 10.77.0.13:3490 SYN'
  const rest = ['out 10.77.0.13:3490 → 10.77.0.12:1234 SYN, ACK', 'in 10.77.0.12:1234 → 10.77.0.13:3490 RST']
  expect(observation).toEqual({ attacker: [`out ${syn}`], server: [`in ${syn}`, ...rest] })
  expect(trace).toContain('attacker: forged TCP SYN  seq 7, 10.77.0.12:1234 → 10.77.0.13:3490')
})

test('A forged datagram goes to the gateway where its destination is on another link', async () => {
  const plan = nat({ inside: ['attacker'], outside: ['server'] }, { rules: { translation: 'none' } })
  const { observation } = await observe(plan, async (hosts) => {
    const { attacker, server } = hosts as Hosts<'attacker' | 'server'>
    const receiver = await server.udp()
    await receiver.bind(server.at(3490))
    attacker.forge({ from: inet('10.77.1.99', 1234), to: server.at(3490), udp: 'hello' })
    const { bytes, from } = await receiver.recvFrom(100)
    return { text: Buffer.from(bytes).toString(), from: { ...from } as Json }
  })
  expect(observation).toEqual({ text: 'hello', from: inet('10.77.1.99', 1234) })
})

test('A datagram with a wrong checksum is dropped, one over IPv6 is delivered', async () => {
  const { observation } = await observe(lan(['attacker', 'server'], { ipv6: true }), async (hosts) => {
    const { attacker, server } = hosts as Hosts<'attacker' | 'server'>
    const receiver = await server.open({ domain: 'AF_INET6', type: 'SOCK_DGRAM' })
    await receiver.bind(server.at6(3490))
    const ends = { from: inet6('fd77::99', 1234), to: inet6(server.ip6, 3490) }
    attacker.forge({ ...ends, udp: 'spoilt', checksums: { transport: 'wrong' } }, { ...ends, udp: 'whole' })
    return Buffer.from(await receiver.recv(100)).toString()
  })
  expect(observation).toBe('whole')
})

test.each(['127.0.0.1', '::1'])('On loopback a forged datagram to %s is delivered', async (address) => {
  const { observation } = await observe(
    loopback(['host'], { needs: ['packet capture'], sysctls: TAKES_FORGED }),
    async (hosts) => {
      const { host } = hosts as Hosts<'host'>
      const at = (port: number) => (address === '::1' ? inet6(address, port) : inet(address, port))
      const receiver = await host.open({ domain: address === '::1' ? 'AF_INET6' : 'AF_INET', type: 'SOCK_DGRAM' })
      await receiver.bind(at(3490))
      host.forge({ from: at(1234), to: at(3490), udp: 'hello' })
      return Buffer.from(await receiver.recv(100)).toString()
    },
  )
  expect(observation).toBe('hello')
})

test('On loopback without the sysctls that it takes, forging says so', async () => {
  const { observation } = await observe(loopback(['host'], { needs: ['packet capture'] }), async (hosts) => {
    const { host } = hosts as Hosts<'host'>
    host.forge({ from: host.at(1234), to: host.at(3490), udp: 'hello' })
    return null
  })
  expect(observation).toMatchObject({ reason: expect.stringContaining('TAKES_FORGED') })
})

test('A run may forge 5 000 packets, and no more', async () => {
  const result = await runForTest({
    experiment: scenario(lan(['attacker', 'server']), async ({ attacker, server }) => {
      const one = { from: server.at(1), to: server.at(9), udp: '' }
      attacker.forge(...Array.from({ length: 5_000 }, () => one))
      attacker.forge(one)
      return null
    }),
    judge: () => [],
  })
  expect(result.verdict).toMatchObject({
    outcome: 'unresolved',
    reason: expect.stringContaining('5001 forged packets'),
  })
})

async function observe(plan: LabPlan, run: (hosts: Hosts, tools: Tools) => Promise<Json>) {
  const { runs, verdict } = await runForTest({ experiment: scenario(plan, run), judge: () => [] })
  const facts = runs[0]?.trace?.events.filter(({ kind }) => kind === 'fact') ?? []
  const trace = facts.map((fact) => ('says' in fact ? `${fact.host}: ${fact.says}` : ''))
  return { observation: runs[0]?.observation ?? verdict, trace }
}
