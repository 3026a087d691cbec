import {
  butNot,
  claim,
  equal,
  lan,
  man,
  material,
  pair,
  plugCable,
  pullCable,
  rfc,
  type Socket,
  scenario,
  textOf,
} from '../../harness/index.ts'
import { resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { keepaliveForAll } from '../../harness/sockets/mutants/close/keepalive.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

/** Milliseconds that data may stay unacknowledged. */
const USER_TIMEOUT = 300

export default claim({
  says: 'Once a connection is established, it stays open until the program ends.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material(
      'B',
      'named there as a misconception: connections can close unexpectedly, by errors, timeouts or the other side',
    ),
    rfc(9293, '3.8.3'),
    rfc(9293, '3.8.4'),
    rfc(5482, '1'),
    man('tcp', 7, 'Socket options'),
  ],
  why:
    'A connection is an agreement of two kernels, and either can find that it no longer holds. A reset says that the ' +
    'other side has given it up. If what was sent stays unacknowledged for too long (TCP_USER_TIMEOUT, else after ' +
    'about a quarter of an hour), or probes of an idle connection stay unanswered (SO_KEEPALIVE), the kernel gives it ' +
    'up itself. The programs run on; they learn of it by an error from their next call. An idle connection without ' +
    'keepalive does outlive its peer, for nobody asks.',
  method: [
    'On one connection the server sends a reset (SO_LINGER {on, 0} and close()).',
    'Three more connections lose their peer: the cable of the server’s host is pulled. One client has data under way and a TCP_USER_TIMEOUT of 300 ms; one is idle, with keepalive after 1 s, every 1 s, once; one is idle without.',
    'The states of all connections, and what recv() gives, are observed. No program ends, and no client closes.',
  ],
  waitsFor: 'Keepalive begins after TCP_KEEPIDLE and gives up after TCP_KEEPINTVL, each 1 s at the least.',
  byHand: [
    { run: 'nc -l 127.0.0.1 3490', see: 'it waits' },
    {
      run: `python3 -ic "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.setsockopt(6, 18, 3000)"`,
      see: 'connected, with a TCP_USER_TIMEOUT (18) of 3 s',
    },
    {
      run: 'nft "add table inet cut; add chain inet cut in { type filter hook input priority 0; }; add rule inet cut in tcp dport 3490 drop"',
      see: `the peer is cut off; s.send(b'hello'); s.recv(9) then ends with TimeoutError: [Errno 110]`,
    },
    { run: 'nft delete table inet cut', see: 'as it was before' },
  ],
  mutants: [
    optionIgnored('TCP_USER_TIMEOUT'),
    optionIgnored('SO_KEEPALIVE'),
    keepaliveForAll,
    optionIgnored('SO_LINGER'),
    resetReadsAsEnd,
    reportsInstead('recv', 'ETIMEDOUT', 'ECONNRESET'),
  ],

  experiment: scenario(lan(['client', 'server']), async (hosts, tools) => {
    const { client, server } = hosts
    const connect = async (name: string) => pair(hosts, tools.port(), { client: name, server: `peer of ${name}` })
    const state = (socket: Socket) => client.tcpState(socket)
    const ended = async (socket: Socket) => {
      await tools.eventually(
        () => state(socket),
        (now) => now !== 'ESTABLISHED',
      )
      return { state: await state(socket), recv: textOf(await tools.answered(socket.tryRecv(1, ['MSG_DONTWAIT']))) }
    }

    tools.say('the peer resets')
    const victim = await connect('reset')
    const before = await state(victim.client)
    await victim.server.set('SO_LINGER', { onoff: true, linger: 0 })
    await victim.server.close()
    const reset = await ended(victim.client)

    tools.say('the peer is cut off')
    const sending = await connect('sending')
    await sending.client.set('TCP_USER_TIMEOUT', USER_TIMEOUT)
    const probing = await connect('probing')
    await probing.client.set('TCP_KEEPIDLE', 1)
    await probing.client.set('TCP_KEEPINTVL', 1)
    await probing.client.set('TCP_KEEPCNT', 1)
    await probing.client.set('SO_KEEPALIVE', true)
    const idle = await connect('idle')
    const all = [sending, probing, idle]
    const alive = { sending: await state(sending.client), probing: await state(probing.client) }
    pullCable(server)
    await sending.client.send('hello')
    const timedOut = await ended(sending.client)
    const keptAlive = await ended(probing.client)
    const left = {
      idle: await state(idle.client),
      peers: await Promise.all(all.map(({ server: end }) => server.tcpState(end))),
    }
    plugCable(server)
    return { before, reset, alive, timedOut, keptAlive, left }
  }),

  judge: ({ before, reset, alive, timedOut, keptAlive, left }) => [
    butNot(
      'the peer resets it',
      equal(before, 'ESTABLISHED', 'state before'),
      equal(reset, { state: 'CLOSE', recv: 'ECONNRESET' }, 'state after the reset, and what recv() gives'),
    ),
    butNot(
      'what was sent stays unacknowledged for longer than TCP_USER_TIMEOUT',
      equal(alive.sending, 'ESTABLISHED', 'state before'),
      equal(timedOut, { state: 'CLOSE', recv: 'ETIMEDOUT' }, 'state in the end, and what recv() gives'),
    ),
    butNot(
      'keepalive gets no answer',
      equal(alive.probing, 'ESTABLISHED', 'state before'),
      equal(keptAlive, { state: 'CLOSE', recv: 'ETIMEDOUT' }, 'state in the end, and what recv() gives'),
      equal(left.idle, 'ESTABLISHED', 'state, by then, of an idle connection without keepalive'),
      equal(
        left.peers,
        ['ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED'],
        'states on the other side, which knows of nothing',
      ),
    ),
  ],
})
