import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Hosts } from '../../harness/experiment/experiment.ts'
import { runForTest } from '../../harness/experiment/testing/run-for-test.ts'
import {
  connected,
  countingText,
  firstDifference,
  type Host,
  lan,
  loopback,
  losing,
  nat,
  readToEnd,
  scenario,
  type Tools,
} from '../../harness/index.ts'
import type { LabPlan } from '../../harness/lab/plan.ts'
import { discoverAgent } from '../../harness/sockets/agent/discover.ts'

const COMMAND = ['python3', fileURLToPath(new URL('main.py', import.meta.url))]

/** More than both buffers of a connection hold together. */
const MUCH = 300_000

/** What a course of events came to on hosts whose stack is the example. */
async function seenOn<Name extends string, Seen>(
  plan: LabPlan<Name>,
  run: (hosts: Hosts<Name>, tools: Tools) => Promise<Seen>,
): Promise<Seen> {
  const choice = { kind: 'agent' as const, command: COMMAND, ...(await discoverAgent(COMMAND)) }
  const experiment = scenario(plan, run as never)
  const { verdict, runs } = await runForTest({ experiment, judge: () => [] }, { choice })
  const seen = runs[0]?.observation ?? null
  if (seen === null) throw new Error(verdict.reason ?? 'Nothing was seen.')
  return seen as Seen
}

/** Both ends of a new connection send at the same time, end their direction, and read to the end. */
async function overTcp(from: Host, to: Host, bytes: number, tools: Tools) {
  const port = tools.port()
  const ends = await connected(from, to.at(port), await to.listener(port))
  const content = countingText(bytes)
  const converse = async (socket: typeof ends.client) => {
    const saying = socket.send(content).then(() => socket.shutdown('SHUT_WR'))
    const heard = await readToEnd(tools, socket)
    await saying
    return { end: heard.end, difference: firstDifference(content, heard.bytes) }
  }
  const [client, server] = await Promise.all([converse(ends.client), converse(ends.server)])
  return { client, server }
}

const WHOLE = { end: 'end-of-file', difference: null }

/** A datagram and its answer, and what becomes of one to a port where nobody is. */
async function overUdp(from: Host, to: Host, { port, answered }: Tools) {
  const receiver = await to.receiver(port())
  const sender = await from.udp()
  await sender.connect(await receiver.localAddress())
  await sender.send('hello')
  const { value: asked } = await answered(receiver.tryRecvFrom(100))
  if (asked?.from) await receiver.sendTo(asked.from, 'hello yourself')
  const { value: told } = await answered(sender.tryRecv(100))
  const stray = await from.udp()
  await stray.connect(to.at(port()))
  await stray.send('anybody?')
  const { errno } = await answered(stray.tryRecv(100))
  return { asked: String(Buffer.from(asked?.bytes ?? [])), told: String(Buffer.from(told ?? [])), nobody: errno }
}

const ANSWERED = { asked: 'hello', told: 'hello yourself', nobody: 'ECONNREFUSED' }

test('Two of them talk with each other, over TCP more than the buffers hold, both ways at once', async () => {
  const seen = await seenOn(lan(['client', 'server']), async ({ client, server }, tools) => ({
    tcp: await overTcp(client, server, MUCH, tools),
    udp: await overUdp(client, server, tools),
  }))
  expect(seen).toEqual({ tcp: { client: WHOLE, server: WHOLE }, udp: ANSWERED })
})

test('It talks with the sockets of the kernel, whoever begins', async () => {
  const plan = nat({ inside: ['alice'], outside: ['server'] })
  const seen = await seenOn(plan, async ({ alice, router }, tools) => ({
    tcp: [await overTcp(alice, router, MUCH, tools), await overTcp(router, alice, MUCH, tools)],
    udp: [await overUdp(alice, router, tools), await overUdp(router, alice, tools)],
  }))
  const whole = { client: WHOLE, server: WHOLE }
  expect(seen).toEqual({ tcp: [whole, whole], udp: [ANSWERED, ANSWERED] })
})

test('It talks with itself over the loopback interface', async () => {
  const seen = await seenOn(loopback(['client', 'server']), async ({ client, server }, tools) => ({
    tcp: await overTcp(client, server, MUCH, tools),
    udp: await overUdp(client, server, tools),
  }))
  expect(seen).toEqual({ tcp: { client: WHOLE, server: WHOLE }, udp: ANSWERED })
})

test('What is lost is sent again: the SYN, its answer, and bytes in the middle', async () => {
  const seen = await seenOn(lan(['client', 'server'], { carried: true }), async ({ client, server }, tools) => {
    tools.link.obey([...losing('client', 1, 5, 8), ...losing('server', 1, 6)])
    const tcp = await overTcp(client, server, 20_000, tools)
    return { tcp, lost: [tools.link.tally('client').lost, tools.link.tally('server').lost] }
  })
  expect(seen).toEqual({ tcp: { client: WHOLE, server: WHOLE }, lost: [3, 2] })
})

test('A connection to a closed port is refused, and one to nobody finds no route', async () => {
  const seen = await seenOn(lan(['client', 'server']), async ({ client, server }, { port, answered }) => {
    const refused = await (await client.tcp()).tryConnect(server.at(port()))
    const nobody = { ...server.at(port()), address: '10.77.0.99' }
    const unreachable = await answered((await client.tcp()).tryConnect(nobody))
    return [refused.errno, unreachable.errno]
  })
  expect(seen).toEqual(['ECONNREFUSED', 'EHOSTUNREACH'])
})
