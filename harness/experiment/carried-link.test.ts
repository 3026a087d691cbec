import { readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkDelaysNothing } from '../lab/mutants/link.ts'
import { lan } from '../lab/plan.ts'
import { SOCKET_KINDS } from '../sockets/kinds.ts'
import { equal } from '../verdict/conditions.ts'
import { checkChecksums } from '../wire/checksum.ts'
import { forAll, scenario } from './experiment.ts'
import { countingText, firstDifference } from './seen/counting-text.ts'
import { connected } from './steps/connected.ts'
import { readToEnd } from './steps/read-to-end.ts'
import { runForTest } from './testing/run-for-test.ts'

const carried = lan(['client', 'server'], { carried: true, ipv6: true })

const passes = { outcome: 'pass', reason: null, detail: null }

test('A connection over a carried link is like any other, and its frames bear whole checksums', async () => {
  const experiment = scenario(carried, async ({ client, server }, { port, link }) => {
    const address = server.at(port())
    const ends = await connected(client, address, await server.listener(address.port))
    const written = countingText(300_000)
    const reading = readToEnd({ answered: async (answer) => answer }, ends.server)
    await ends.client.send(written)
    await ends.client.close()
    const { bytes, end } = await reading
    const frames = server.wire.tcp(address.port)
    return {
      difference: firstDifference(written, bytes),
      end,
      longest: Math.max(...frames.map(({ length }) => length)),
      tally: link.tally('client'),
      seen: frames.filter(({ direction }) => direction === 'in').length,
    }
  })
  const record = await runForTest({
    experiment,
    judge: ({ difference, end, longest, tally, seen }) => [
      equal(difference, null, 'difference'),
      equal(end, 'end-of-file', 'end'),
      equal(longest, 1448, 'longest payload'),
      equal(tally.arrived, tally.sent, 'arrived'),
      equal(seen, tally.arrived, 'seen'),
    ],
  })
  expect(record.verdict).toEqual(passes)
  const packets = (record.runs[0]?.trace?.events ?? []).filter((event) => event.kind === 'packet')
  const states = packets.map(({ frame }) => checkChecksums(Buffer.from(frame, 'base64')).transport)
  expect(new Set(states)).toEqual(new Set(['correct', 'absent']))
})

test('A lost segment is sent again; each run begins with a link that does nothing wrong', async () => {
  const inputs = fc.record({ lose: fc.constant<boolean>(false) })
  const experiment = forAll(
    carried,
    { inputs, example: { lose: true }, runs: 2 },
    async ({ lose }, { client, server }, { port, link, until }) => {
      const address = server.at(port())
      const ends = await connected(client, address, await server.listener(address.port))
      if (lose) link.drop()
      await ends.client.send('hello')
      const sent = () => link.tally('client').sent
      // The handshake sent two segments; what follows is the data, and once more if it was lost.
      await until('the data on the link', sent, (count) => count > (lose ? 3 : 2))
      const { errno } = await ends.server.tryRecv(5, ['MSG_DONTWAIT'])
      return { lost: link.tally('client').lost > 0, errno }
    },
  )
  const record = await runForTest({
    experiment,
    judge: (seen, { lose }) => [equal(seen, { lost: lose, errno: lose ? 'EAGAIN' : null }, 'seen')],
  })
  expect(record.verdict).toEqual(passes)
})

test('Frames that the link holds back arrive when it lets go, over IPv6 too; a mutant link holds nothing back', async () => {
  const experiment = scenario(carried, async ({ client, server }, { port, link, until }) => {
    const address = server.at6(port())
    const receiver = await server.open(SOCKET_KINDS['UDP over IPv6'], { nonblocking: true })
    await receiver.bind(address)
    const sender = await client.open(SOCKET_KINDS['UDP over IPv6'])
    link.holdBack()
    await sender.sendTo(address, 'one')
    const sent = () => link.tally('client').sent
    await until('the datagram on the link', sent, (count) => count === 1)
    const { errno } = await receiver.tryRecv(5, ['MSG_PEEK'])
    link.pass()
    await receiver.poll(['POLLIN'], 5_000)
    return { errno, read: (await receiver.recv(5)).length }
  })
  const judge = (seen: { errno: string | null; read: number }) => [equal(seen, { errno: 'EAGAIN', read: 3 }, 'seen')]
  expect((await runForTest({ experiment, judge })).verdict).toEqual(passes)
  expect((await runForTest({ experiment, judge }, { mutant: linkDelaysNothing })).verdict.outcome).toBe('fail')
})

test('A lab whose link is not carried has none to steer, and one with a carried link leaves no descriptor behind', async () => {
  const before = readdirSync('/proc/self/fd').length
  const steers = (plan: typeof carried) =>
    runForTest({
      experiment: scenario(plan, async (_hosts, { link }) => link.held().length),
      judge: (held) => [equal(held, 0, 'held')],
    })
  const switched = await steers(lan(['client', 'server']))
  expect(switched.verdict).toMatchObject({
    outcome: 'unresolved',
    reason: expect.stringContaining('cannot be steered'),
  })
  expect((await steers(carried)).verdict).toEqual(passes)
  const three = await steers(lan(['client', 'server', 'third'] as never[], { carried: true }))
  expect(three.verdict).toMatchObject({ outcome: 'unresolved', reason: expect.stringContaining('joins two hosts') })
  expect(readdirSync('/proc/self/fd')).toHaveLength(before)
})
