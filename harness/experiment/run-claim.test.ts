import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutant } from '../claim/mutant.ts'
import { resultRecord } from '../evidence/schema.ts'
import { probeCapabilities } from '../lab/capability/probe.ts'
import { lan, loopback, nat } from '../lab/plan.ts'
import { SOCKET_KINDS, TCP_KINDS } from '../sockets/kinds.ts'
import { failed } from '../sockets/result.ts'
import { equal } from '../verdict/conditions.ts'
import { forAll, scenario, witness } from './experiment.ts'
import { pythonWith } from './mutants/python.ts'
import { overKinds } from './over-kinds.ts'
import { connected } from './steps/connected.ts'
import { runForTest } from './testing/run-for-test.ts'

const small = loopback(['host'])

describe('a scenario', () => {
  const connects = scenario(lan(['client', 'server']), async ({ client, server }, { port, say }) => {
    const listener = await server.listener(port())
    say('the client connects')
    const connection = await client.connect(await listener.localAddress(), { label: 'connection' })
    await listener.accept()
    await connection.send('hello')
    return { flags: client.wire.tcp(3490).map(({ flags }) => flags) }
  })

  test('gives a record that the schema accepts, with calls, packets and steps on one timeline', async () => {
    const record = await runForTest({
      experiment: connects,
      judge: (seen) => [equal(seen.flags, ['SYN', 'SYN, ACK', 'ACK', 'PSH, ACK', 'ACK'], 'segments')],
    })
    expect(record.verdict).toEqual({ outcome: 'pass', reason: null, detail: null })
    expect(resultRecord.parse(record)).toEqual(record)
    const events = record.runs[0]?.trace?.events ?? []
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['call', 'packet', 'fact']))
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((one, other) => one - other))
    const connect = events.find((event) => event.kind === 'call' && event.call === 'connect')
    expect(connect).toMatchObject({ label: 'connection', endpoints: { peer: '10.77.0.12:3490' } })
    expect(record.counters).toContainEqual({ host: 'client', counter: 'Tcp.ActiveOpens', before: 0, after: 1 })
  })

  test('fails with what was expected and observed', async () => {
    const record = await runForTest({
      experiment: connects,
      judge: ({ flags }) => [equal(flags.length, 3, 'segments')],
    })
    expect(record.verdict).toMatchObject({ outcome: 'fail', reason: 'segments: expected 3, observed 5.' })
  })

  test('whose mutant lies fails', async () => {
    const liar = mutant({ name: 'liar', says: 'listen() fails', stack: () => ({ listen: () => failed('EIO') }) })
    const experiment = scenario(small, async ({ host }) => {
      const socket = await host.tcp()
      await socket.bind(host.at(3490))
      return (await socket.tryListen(1)).errno
    })
    const judge = (errno: string | null) => [equal(errno, null, 'errno')]
    expect((await runForTest({ experiment, judge })).verdict.outcome).toBe('pass')
    expect((await runForTest({ experiment, judge }, { mutant: liar })).verdict.outcome).toBe('fail')
  })

  test('whose mutant lies in a program fails', async () => {
    const liar = pythonWith('liar', 'len() is zero', 'len = lambda _: 0')
    const experiment = scenario(small, async ({ host }) => {
      const program = host.start('python3', ['-c', 'import sys; print(len(sys.argv[1]))', 'four'])
      await program.ended()
      return program.printed[0] ?? null
    })
    const judge = (printed: string | null) => [equal(printed, '4', 'what it prints')]
    expect((await runForTest({ experiment, judge })).verdict.outcome).toBe('pass')
    expect((await runForTest({ experiment, judge }, { mutant: liar })).verdict.outcome).toBe('fail')
  })
})

describe('a claim is unresolved, and says why, when', () => {
  const judge = () => [equal(1, 1, 'x')]

  test('its experiment throws; its timeline is kept', async () => {
    const experiment = scenario(small, async ({ host }) => {
      await host.tcp({ label: 'socket' })
      throw new Error('the set-up broke')
    })
    const record = await runForTest({ experiment, judge })
    expect(record.verdict).toMatchObject({ outcome: 'unresolved', reason: 'the set-up broke' })
    expect(record.runs[0]?.trace?.events).toMatchObject([{ call: 'socket' }])
  })

  test('a call that must succeed fails', async () => {
    const experiment = scenario(small, async ({ host }) => (await host.connect(host.at(9))).fd)
    const { verdict } = await runForTest({ experiment, judge })
    expect(verdict).toMatchObject({ outcome: 'unresolved', reason: expect.stringContaining('ECONNREFUSED') })
  })

  test('it hangs in a blocking call beyond its deadline; the call is on its timeline without an end', async () => {
    const experiment = scenario(small, async ({ host }, { port }) => {
      const listener = await host.listener(port())
      return (await listener.accept()).fd
    })
    const record = await runForTest({ experiment, judge }, { deadline: 300 })
    expect(record.verdict).toMatchObject({ outcome: 'unresolved', reason: expect.stringContaining('within 0.3 s') })
    expect(record.runs[0]?.trace?.events.at(-1)).toMatchObject({ call: 'accept4', until: null, result: null })
  })

  test('its capture could not keep every packet', async () => {
    const burst = `
import socket
s = socket.socket(type=socket.SOCK_DGRAM)
for _ in range(5000): s.sendto(b'x', ('127.0.0.1', 9))`
    const experiment = scenario(small, async ({ host }) => {
      // While this thread waits for the program nobody empties the rings.
      host.within(() => execFileSync('python3', ['-c', burst]))
      return null
    })
    const { verdict, runs } = await runForTest({ experiment, judge })
    expect(verdict).toMatchObject({
      outcome: 'unresolved',
      reason: expect.stringMatching(/could not keep \d+ packets/),
    })
    expect(runs[0]?.trace?.lostPackets).toBeGreaterThan(0)
  })

  test('its judge throws or decides nothing', async () => {
    const experiment = scenario(small, async () => null)
    const throwing = await runForTest({
      experiment,
      judge: () => {
        throw new Error('no judgement')
      },
    })
    expect(throwing.verdict).toMatchObject({ outcome: 'unresolved', reason: 'no judgement' })
    expect((await runForTest({ experiment, judge: () => [] })).verdict.outcome).toBe('unresolved')
  })
})

describe('a property', () => {
  const judge = (seen: number, { n }: { n: number }) => [equal(seen, n, 'n')]
  const inputs = fc.record({ n: fc.nat({ max: 1000 }) })

  test('runs its example first and keeps its timeline only', async () => {
    const experiment = forAll(small, { inputs, example: { n: 7 }, runs: 20 }, async ({ n }) => n)
    const record = await runForTest({ experiment, judge })
    expect(record.property).toMatchObject({ runs: 20, runsPlanned: 20, counterexample: null })
    expect(record.runs[0]).toMatchObject({ input: { n: 7 }, shown: 'example' })
    expect(record.runs.filter(({ trace }) => trace !== null)).toHaveLength(1)
    expect(resultRecord.parse(record)).toEqual(record)
  })

  test('that fails is shrunk to the smallest counterexample, whose timeline is kept', async () => {
    const experiment = forAll(small, { inputs, example: { n: 7 }, runs: 200 }, async ({ n }) => Math.min(n, 99))
    const record = await runForTest({ experiment, judge })
    expect(record.verdict.outcome).toBe('fail')
    expect(record.property).toMatchObject({ counterexample: { n: 100 } })
    expect(record.runs.find(({ shown }) => shown === 'counterexample')).toMatchObject({ input: { n: 100 } })
  })

  test('that breaks is unresolved, not failed, and is not shrunk', async () => {
    const experiment = forAll(small, { inputs, example: { n: 0 }, runs: 200 }, async ({ n }) => {
      if (n > 10) throw new Error('broken')
      return n
    })
    const record = await runForTest({ experiment, judge })
    expect(record.verdict).toMatchObject({ outcome: 'unresolved', reason: 'broken' })
    expect(record.property?.shrinks).toBe(0)
  })

  test('gives the same inputs again for the same seed', async () => {
    const experiment = forAll(small, { inputs, example: { n: 7 }, runs: 5 }, async ({ n }) => n)
    const [one, other] = [await runForTest({ experiment, judge }), await runForTest({ experiment, judge })]
    expect(one.runs.map(({ input }) => input)).toEqual(other.runs.map(({ input }) => input))
  })
})

describe('a witness', () => {
  test('is tried until it is seen', async () => {
    const experiment = witness(small, { attempts: 10 }, async (_hosts, _tools, attempt) => attempt)
    const record = await runForTest({ experiment, judge: (seen) => [equal(seen, 4, 'attempt')] })
    expect(record).toMatchObject({ attempts: 4, verdict: { outcome: 'pass' } })
  })

  test('that is not seen within its attempts fails', async () => {
    const experiment = witness(small, { attempts: 3 }, async (_hosts, _tools, attempt) => attempt)
    const record = await runForTest({ experiment, judge: (seen) => [equal(seen, 4, 'attempt')] })
    expect(record).toMatchObject({ attempts: 3, verdict: { outcome: 'fail' } })
  })
})

describe('a machine that lacks something', () => {
  const lacking = {
    ...probeCapabilities(),
    nftables: {
      available: false as const,
      reason: 'the command nft is not installed',
      mend: 'apt-get install nftables',
    },
  }

  test('makes claims that need it unsupported, with the reason and the mend', async () => {
    const experiment = scenario(nat({ inside: ['alice'], outside: ['server'] }), async () => null)
    const { verdict } = await runForTest({ experiment, judge: () => [] }, { capabilities: lacking })
    expect(verdict.outcome).toBe('unsupported')
    expect(verdict.reason).toContain('apt-get install nftables')
  })

  test('runs the others', async () => {
    const experiment = scenario(small, async () => 1)
    const { verdict } = await runForTest({ experiment, judge: () => [equal(1, 1, 'x')] }, { capabilities: lacking })
    expect(verdict.outcome).toBe('pass')
  })

  test('makes claims unsupported whose lab sets a sysctl that this kernel lacks, and names it', async () => {
    const lab = lan(['one', 'two'], { sysctls: { 'ipv4.conf.eth0.rp_filter': '0', 'ipv4.no_such_thing': '1' } })
    const { verdict } = await runForTest({ experiment: scenario(lab, async () => null), judge: () => [] })
    expect(verdict.outcome).toBe('unsupported')
    expect(verdict.reason).toContain('No sysctl net.ipv4.no_such_thing here')
  })

  test('runs claims of the loopback interface on that of the machine, over IPv6 too and beside each other', async () => {
    const missing = { available: false, reason: 'setns() failed', mend: 'run as root' } as const
    const capabilities = { ...lacking, 'network namespaces': missing }
    const experiment = scenario(loopback(['host'], { needs: ['IPv6'] }), async ({ host }, tools) =>
      overKinds(TCP_KINDS, tools, async (kind) => {
        const port = tools.port()
        const listener = await host.listener(port, { kind })
        const { server } = await connected(host, kind.at(host, port), listener)
        return (await server.localAddress()).family
      }),
    )
    const judge = (seen: Record<string, string>) => [
      equal(seen, Object.fromEntries(TCP_KINDS.map((name) => [name, SOCKET_KINDS[name].domain])), 'families'),
    ]
    const runs = Array.from({ length: 3 }, () => runForTest({ experiment, judge }, { capabilities }))
    const results = await Promise.all(runs)
    expect(results.map(({ verdict }) => verdict)).toEqual(
      runs.map(() => ({ outcome: 'pass', reason: null, detail: null })),
    )
    expect(results.map(({ lab }) => lab?.backend)).toEqual(runs.map(() => 'shared loopback'))
  })

  test('makes a mutant unsupported too whose lab needs more than the claim does', async () => {
    const missing = { available: false, reason: 'unshare() failed', mend: 'run as root' } as const
    const capabilities = { ...lacking, 'network namespaces': missing }
    const noTimeWait = mutant({
      name: 'no-time-wait',
      says: 'there is no TIME_WAIT',
      lab: (plan) => ({ ...plan, sysctls: { 'ipv4.tcp_max_tw_buckets': '0' } }),
    })
    const claim = { experiment: scenario(small, async () => 1), judge: () => [equal(1, 1, 'x')] }
    expect((await runForTest(claim, { capabilities })).verdict.outcome).toBe('pass')
    expect((await runForTest(claim, { capabilities, mutant: noTimeWait })).verdict.outcome).toBe('unsupported')
  })
})
