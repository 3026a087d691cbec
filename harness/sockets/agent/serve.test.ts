import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { failed, type Result, succeeded } from '../result.ts'
import { CannotAsk } from './cannot-ask.ts'
import { type Served, serveAgent } from './serve.ts'

const SELF: Served['self'] = {
  name: 'fake',
  version: '1',
  network: 'kernel',
  options: [],
  families: ['AF_INET'],
  types: ['SOCK_STREAM'],
  flags: [],
}
const HELLO = { call: 'hello', request: { protocol: 1, network: { kind: 'kernel' } } }
const SOCKET = { call: 'socket', request: { domain: 'AF_INET', type: 'SOCK_STREAM' } }

/** Something that is settled from outside. */
function later<Value>() {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** A stack served over streams that the test holds. */
function serving(served: Partial<Served>) {
  const input = new PassThrough()
  const output = new PassThrough()
  const told: string[] = []
  const closed: number[][] = []
  const over = serveAgent(
    {
      self: SELF,
      calls: {},
      cancel: () => {},
      async end(open) {
        closed.push([...open])
      },
      ...served,
    },
    { input, output, tell: (line) => told.push(line) },
  )
  let last = 0
  const written = () => String(output.read() ?? '').split('\n')
  return {
    told,
    closed,
    over,
    ask: (...requests: object[]) => {
      for (const request of requests) {
        last += 1
        input.write(`${JSON.stringify({ id: last, ...request })}\n`)
      }
    },
    write: (bytes: Uint8Array | string) => input.write(bytes),
    /** Ends the input; gives all results. */
    async end(): Promise<object[]> {
      input.end()
      await over
      return written()
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    },
  }
}

test('An agent says that it makes the calls that its stack has, and ENOSYS to others', async () => {
  const agent = serving({ calls: { socket: () => succeeded(3) } })
  agent.ask(HELLO, SOCKET, { call: 'dup', request: { fd: 3 } })
  expect(await agent.end()).toEqual([
    { id: 1, value: { protocol: 1, ...SELF, calls: ['socket'] } },
    { id: 2, value: 3 },
    { id: 3, errno: 'ENOSYS' },
  ])
  expect(agent.told).toEqual(['request 3 cannot be done: dup() is not among its calls'])
})

test('Nothing is asked of a stack before its network is set up, and then in order', async () => {
  const setUp = later<void>()
  const asked: number[] = []
  const agent = serving({
    setUp: () => setUp.promise,
    calls: {
      close: ({ fd }) => {
        asked.push(fd)
        return succeeded(0)
      },
    },
  })
  agent.ask(HELLO, { call: 'close', request: { fd: 7 } }, { call: 'close', request: { fd: 8 } })
  await new Promise(setImmediate)
  expect(asked).toEqual([])
  setUp.resolve()
  await new Promise(setImmediate)
  expect(asked).toEqual([7, 8])
  expect(await agent.end()).toHaveLength(3)
})

test('A network that cannot be set up ends the agent with the reason', async () => {
  const agent = serving({
    setUp: () => {
      throw new Error('cannot open /dev/net/tun: EPERM')
    },
  })
  agent.ask(HELLO)
  await expect(agent.over).rejects.toThrow('cannot open /dev/net/tun: EPERM')
  expect(agent.closed).toEqual([[]])
})

test('A stack is not set up for one who only asks what it is', async () => {
  let isSetUp = false
  const agent = serving({
    setUp: () => {
      isSetUp = true
    },
  })
  agent.ask({ call: 'hello', request: { protocol: 1, network: null } })
  expect(await agent.end()).toHaveLength(1)
  expect(isSetUp).toBe(false)
})

test('A call before hello, a second hello, and a network of another kind are refused', async () => {
  const agent = serving({ calls: { socket: () => succeeded(3) } })
  const other = {
    kind: 'tap',
    device: 'tap0',
    interface: { name: 'eth0', hardwareAddress: '', mtu: 1500, addresses: [], gateway: null },
  }
  agent.ask(SOCKET, { call: 'hello', request: { protocol: 1, network: other } }, HELLO, HELLO)
  const results = await agent.end()
  expect(results).toHaveLength(4)
  for (const id of [1, 2, 4]) expect(results).toContainEqual({ id, errno: 'ENOSYS' })
  expect(results).toContainEqual({ id: 3, value: { protocol: 1, ...SELF, calls: ['socket'] } })
  expect(agent.told.join('\n')).toContain('this agent needs a network of kind kernel; given tap')
})

test('What a stack has no way to ask is unsupported with the reason; a fault of its own is told and ENOSYS', async () => {
  const agent = serving({
    calls: {
      dup: () => {
        throw new CannotAsk('it has no descriptors')
      },
      listen: () => {
        throw new Error('out of memory')
      },
      recv: () => Promise.reject(new CannotAsk('it has no peeking')),
    },
  })
  const recv = { call: 'recv', request: { fd: 3, length: 1 } }
  agent.ask(HELLO, { call: 'dup', request: { fd: 3 } }, { call: 'listen', request: { fd: 3, backlog: 1 } }, recv)
  const results = await agent.end()
  expect(results.slice(1)).toEqual([
    { id: 2, unsupported: 'it has no descriptors' },
    { id: 3, errno: 'ENOSYS' },
    { id: 4, unsupported: 'it has no peeking' },
  ])
  expect(agent.told).toEqual(['request 3 cannot be done: listen(): out of memory'])
})

test('A call that waits lets others go on; cancel names its descriptors and has its result after it', async () => {
  const waiting = later<Result<never>>()
  const cancelled: number[][] = []
  const agent = serving({
    calls: { poll: () => waiting.promise, socket: () => succeeded(3) },
    cancel: (fds) => {
      cancelled.push([...fds])
      setImmediate(() => waiting.resolve(failed('ECANCELED')))
    },
  })
  const fds = [4, -1, 5].map((fd) => ({ fd, events: [] }))
  agent.ask(HELLO, { call: 'poll', request: { fds, timeout: -1 } }, SOCKET, { call: 'cancel', request: { id: 2 } })
  await waiting.promise
  const results = await agent.end()
  expect(results.slice(1)).toEqual([
    { id: 3, value: 3 },
    { id: 2, errno: 'ECANCELED' },
    { id: 4, value: 0 },
  ])
  expect(cancelled).toEqual([[4, 5]])
})

test('At the end what is open is closed: what was opened, accepted and duplicated, and not closed', async () => {
  const numbers = [3, 4, 5, 6]
  const agent = serving({
    calls: {
      socket: () => succeeded(numbers.shift() ?? -1),
      dup: () => succeeded(numbers.shift() ?? -1),
      accept4: () => Promise.resolve(succeeded({ fd: 9, peer: { family: 'AF_UNSPEC' } })),
      close: () => succeeded(0),
    },
  })
  agent.ask(HELLO, SOCKET, SOCKET, { call: 'dup', request: { fd: 3 } }, { call: 'accept4', request: { fd: 4 } })
  agent.ask({ call: 'close', request: { fd: 3 } })
  await new Promise(setImmediate)
  await agent.end()
  expect(agent.closed.map((fds) => fds.sort())).toEqual([[4, 5, 9]])
})

test('Lines come in pieces of any size, also within a character', async () => {
  const agent = serving({ calls: { socket: () => succeeded(3) } })
  const bytes = Buffer.from(
    `${JSON.stringify({ id: 1, ...HELLO })}\n${JSON.stringify({ id: 2, ...SOCKET, remark: 'größer' })}\n`,
  )
  for (const byte of bytes) agent.write(Uint8Array.of(byte))
  expect(await agent.end()).toMatchObject([{ id: 1 }, { id: 2, value: 3 }])
})
