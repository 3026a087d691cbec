import { expect, test } from 'vitest'
import { NotOffered } from '../../not-offered.ts'
import { inet } from '../address.ts'
import { type AgentSelf, helloValue, type RequestLine } from './protocol.ts'
import { agentStack } from './stack.ts'
import { ScriptedAgent } from './testing/scripted-agent.ts'

const SELF: AgentSelf = helloValue.parse({
  protocol: 1,
  name: 'my-tcp',
  version: '0.1',
  network: 'kernel',
  calls: ['socket', 'recv', 'poll', 'setsockopt', 'bind'],
  options: ['SO_REUSEADDR'],
  flags: ['MSG_PEEK'],
})

function served(answer: (request: RequestLine) => readonly object[]) {
  const agent = new ScriptedAgent(answer)
  const { calls, cancelBlocked } = agentStack(agent.connection, SELF)
  return { agent, calls, cancelBlocked, [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose]() }
}

test('Bytes, errors and times come through as they are', async () => {
  await using there = served(({ id, call }) =>
    call === 'recv'
      ? [{ id, value: { base64: 'aGVsbG8=' }, began: '1000', ended: '2000' }]
      : [{ id, errno: 'EADDRINUSE' }],
  )
  const received = await there.calls.recv({ fd: 3, length: 5 })
  expect(received).toEqual({
    value: new Uint8Array(Buffer.from('hello')),
    errno: null,
    stamps: { began: 1000n, ended: 2000n },
  })
  expect(await there.calls.bind({ fd: 3, address: inet('10.77.0.11', 1) })).toEqual({
    value: null,
    errno: 'EADDRINUSE',
  })
})

test('What it does not list is never asked of it', async () => {
  await using there = served(() => [])
  const { calls } = there
  const asking: readonly [() => unknown, string][] = [
    [
      () => calls.listen({ fd: 3, backlog: 1 }),
      'No listen() here: the agent my-tcp 0.1 does not list it among its calls',
    ],
    [() => calls.setsockopt({ fd: 3, option: 'SO_KEEPALIVE', value: true }), 'does not list it among its options'],
    [() => calls.recv({ fd: 3, length: 1, flags: ['MSG_OOB'] }), 'No MSG_OOB here'],
    [() => calls.socket({ domain: 'AF_INET6', type: 'SOCK_STREAM' }), 'does not list it among its families'],
    [() => calls.socket({ domain: 'AF_INET', type: 'SOCK_RAW' }), 'does not list it among its types'],
  ]
  for (const [ask, says] of asking) {
    expect(ask).toThrow(NotOffered)
    expect(ask).toThrow(says)
  }
  expect(there.agent.asked).toEqual([])
})

test('What it says that it cannot express is not offered either, with its reason', async () => {
  await using there = served(({ id }) => [{ id, unsupported: 'Perl has no null pointer' }])
  const asked = there.calls.recv({ fd: 3, length: 1, nullPointer: true })
  await expect(asked).rejects.toThrow(NotOffered)
  await expect(asked).rejects.toThrow('the agent my-tcp 0.1 says: Perl has no null pointer')
})

test('What waits on a descriptor is cancelled by its request, a poll() of several among it', async () => {
  await using there = served(({ id, call, request }) =>
    call === 'cancel'
      ? [
          { id: (request as { id: number }).id, errno: 'ECANCELED' },
          { id, value: 0 },
        ]
      : [],
  )
  const polled = there.calls.poll({ fds: [3, 4].map((fd) => ({ fd, events: ['POLLIN'] })), timeout: -1 })
  const received = there.calls.recv({ fd: 5, length: 1 })
  await there.cancelBlocked(4)
  expect(await polled).toEqual({ value: null, errno: 'ECANCELED' })
  expect(there.agent.asked.map(({ call }) => call)).toEqual(['poll', 'recv', 'cancel'])
  await there.cancelBlocked(5)
  expect(await received).toEqual({ value: null, errno: 'ECANCELED' })
})
