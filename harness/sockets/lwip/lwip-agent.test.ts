import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inet, inet6, type SocketAddress } from '../address.ts'
import { AgentProcess, type Came } from '../agent/testing/agent-process.ts'
import { libcStack } from '../libc/stack.ts'
import { valueIn } from '../libc/testing/test-sockets.ts'
import { KERNEL, LWIP_AGENT, LWIP_HOSTS, LwipLan } from './testing/lwip-lan.ts'

const execFileAsync = promisify(execFile)
const CLI = fileURLToPath(new URL('../../../dist/harness/cli/main.js', import.meta.url))

const TCP = { domain: 'AF_INET', type: 'SOCK_STREAM' }
const UDP = { domain: 'AF_INET', type: 'SOCK_DGRAM' }
const NONBLOCKING = { ...TCP, flags: ['SOCK_NONBLOCK'] }
const { a: A, b: B } = LWIP_HOSTS

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const text = (value: unknown) => Buffer.from(value as Uint8Array).toString()

const kernel = libcStack()
let lan: LwipLan
let a: AgentProcess
let b: AgentProcess
let nextPort = 3_490

beforeAll(async () => {
  lan = new LwipLan()
  a = await lan.start('a')
  b = await lan.start('b')
}, 60_000)

afterAll(() => lan[Symbol.asyncDispose]())

/** A listener, at every address of its host. */
async function listening(agent: AgentProcess, domain = 'AF_INET', backlog = 8) {
  const port = nextPort++
  const fd = await agent.value<number>('socket', { ...TCP, domain })
  const address = domain === 'AF_INET' ? inet('0.0.0.0', port) : inet6('::', port)
  await agent.value('bind', { fd, address })
  await agent.value('listen', { fd, backlog })
  return { fd, port }
}

/** A connection from a to b. */
async function connected() {
  const { fd: listener, port } = await listening(b)
  const client = await a.value<number>('socket', TCP)
  await a.value('connect', { fd: client, address: inet(B.ip, port) })
  const { fd: server, peer } = await b.value<{ fd: number; peer: SocketAddress }>('accept4', { fd: listener })
  return { client, server, peer, listener, port }
}

/** A datagram socket that is bound to a port of its own. */
async function receiving(agent: AgentProcess, domain = 'AF_INET') {
  const port = nextPort++
  const fd = await agent.value<number>('socket', { ...UDP, domain })
  await agent.value('bind', { fd, address: domain === 'AF_INET' ? inet('0.0.0.0', port) : inet6('::', port) })
  return { fd, port }
}

/** A socket of the kernel's, on the same LAN. */
function kernelSocket(): number {
  return lan.namespace.within(() => valueIn(kernel.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' })))
}

describe('Two hosts with lwIP', () => {
  test('talk over TCP, and see each other as they see themselves', async () => {
    const { client, server, peer, port } = await connected()
    expect(peer).toEqual(inet(A.ip, expect.any(Number) as number))
    expect(await a.value('getsockname', { fd: client })).toEqual(peer)
    expect(await a.value('getpeername', { fd: client })).toEqual(inet(B.ip, port))
    await a.value('send', { fd: client, bytes: bytes('ping') })
    expect(text(await b.value('recv', { fd: server, length: 100 }))).toBe('ping')
  })

  test('tell the end of a stream, after which the other way goes on', async () => {
    const { client, server } = await connected()
    await a.value('shutdown', { fd: client, how: 'SHUT_WR' })
    expect(await b.value('recv', { fd: server, length: 1 })).toHaveLength(0)
    await b.value('send', { fd: server, bytes: bytes('later') })
    expect(text(await a.value('recv', { fd: client, length: 100 }))).toBe('later')
    await b.value('close', { fd: server })
    expect(await a.value('recv', { fd: client, length: 1 })).toHaveLength(0)
  })

  test('carry more than one window', async () => {
    const { client, server } = await connected()
    const sent = Buffer.alloc(300_000, 'a line of text, ')
    const sending = (async () => {
      for (let at = 0; at < sent.length; at += 50_000) {
        await a.value('send', { fd: client, bytes: sent.subarray(at, at + 50_000) })
      }
    })()
    const got: Uint8Array[] = []
    for (let length = 0; length < sent.length; length += got.at(-1)?.length ?? 0) {
      got.push(await b.value('recv', { fd: server, length: 65_536 }))
    }
    await sending
    expect(Buffer.concat(got).equals(sent)).toBe(true)
  })

  test.each(['AF_INET', 'AF_INET6'])('talk over UDP and %s, also in fragments', async (domain) => {
    const { fd, port } = await receiving(b, domain)
    const from = await receiving(a, domain)
    const ours = domain === 'AF_INET' ? inet(A.ip, from.port) : inet6(A.ip6, from.port)
    const to = domain === 'AF_INET' ? inet(B.ip, port) : inet6(B.ip6, port)
    for (const length of [0, 5, 1_400, 1_473, 9_000]) {
      await a.value('sendto', { fd: from.fd, bytes: Buffer.alloc(length, 'x'), to })
      const came = await b.value<{ bytes: Uint8Array; from: SocketAddress }>('recvfrom', { fd, length: 65_535 })
      expect([came.bytes.length, came.from]).toEqual([length, ours])
    }
  })

  test('talk over TCP and IPv6', async () => {
    const { fd: listener, port } = await listening(b, 'AF_INET6')
    const client = await a.value<number>('socket', { ...TCP, domain: 'AF_INET6' })
    await a.value('connect', { fd: client, address: inet6(B.ip6, port) })
    const { peer } = await b.value<{ peer: SocketAddress }>('accept4', { fd: listener })
    expect(peer).toEqual(inet6(A.ip6, expect.any(Number) as number))
  })
})

describe('A host with lwIP and one with the kernel', () => {
  test('talk over TCP when lwIP begins', async () => {
    const [listener, at] = [kernelSocket(), inet(KERNEL.ip, nextPort++)]
    valueIn(kernel.bind({ fd: listener, address: at }))
    valueIn(kernel.listen({ fd: listener, backlog: 1 }))
    const fd = await a.value<number>('socket', TCP)
    await a.value('connect', { fd, address: at })
    const { fd: server } = valueIn(await kernel.accept4({ fd: listener }))
    await a.value('send', { fd, bytes: bytes('hello') })
    expect(text(valueIn(await kernel.recv({ fd: server, length: 100 })))).toBe('hello')
    valueIn(kernel.shutdown({ fd: server, how: 'SHUT_WR' }))
    expect(await a.value('recv', { fd, length: 1 })).toHaveLength(0)
    for (const one of [server, listener]) kernel.close({ fd: one })
  })

  test('talk over TCP when the kernel begins', async () => {
    const { fd: listener, port } = await listening(a)
    const fd = kernelSocket()
    valueIn(await kernel.connect({ fd, address: inet(A.ip, port) }))
    const { fd: server } = await a.value<{ fd: number }>('accept4', { fd: listener })
    await a.value('send', { fd: server, bytes: bytes('hello') })
    expect(text(valueIn(await kernel.recv({ fd, length: 100 })))).toBe('hello')
    await a.value('close', { fd: server })
    expect(valueIn(await kernel.recv({ fd, length: 1 }))).toHaveLength(0)
    kernel.close({ fd })
  })

  test('are told when nobody listens, the one with ECONNRESET, as lwIP has no ECONNREFUSED', async () => {
    const fd = await a.value<number>('socket', TCP)
    expect((await a.ask('connect', { fd, address: inet(KERNEL.ip, nextPort++) })).errno).toBe('ECONNRESET')
    const other = kernelSocket()
    expect((await kernel.connect({ fd: other, address: inet(A.ip, nextPort++) })).errno).toBe('ECONNREFUSED')
    kernel.close({ fd: other })
  })
})

describe('One host with lwIP', () => {
  test.each([
    ['AF_INET', inet('127.0.0.1', 0)],
    ['AF_INET6', inet6('::1', 0)],
    ['AF_INET', inet(A.ip, 0)],
  ])('talks to itself over %s', async (domain, itself) => {
    const { fd: listener, port } = await listening(a, domain)
    const client = await a.value<number>('socket', { ...TCP, domain })
    await a.value('connect', { fd: client, address: { ...itself, port } })
    const { fd: server } = await a.value<{ fd: number }>('accept4', { fd: listener })
    await a.value('send', { fd: client, bytes: bytes('to myself') })
    expect(text(await a.value('recv', { fd: server, length: 100 }))).toBe('to myself')
  })

  test('gives ports of 49152 to 65535', async () => {
    for (const kind of [TCP, UDP]) {
      const fd = await a.value<number>('socket', kind)
      await a.value('bind', { fd, address: inet('0.0.0.0', 0) })
      const { port } = await a.value<{ port: number }>('getsockname', { fd })
      expect(port).toBeGreaterThanOrEqual(49_152)
    }
  })

  test('does not wait where it must not, and tells when it can', async () => {
    const { fd: listener, port } = await listening(b)
    const fd = await a.value<number>('socket', NONBLOCKING)
    expect((await a.ask('recv', { fd, length: 1 })).errno).toBe('EAGAIN')
    expect((await a.ask('connect', { fd, address: inet(B.ip, port) })).errno).toBe('EINPROGRESS')
    const ready = await a.value('poll', { fds: [{ fd, events: ['POLLOUT'] }], timeout: 10_000 })
    expect(ready).toEqual([{ fd, revents: ['POLLOUT'] }])
    expect(await a.value('getsockopt', { fd, option: 'SO_ERROR' })).toBeNull()
    const { fd: server } = await b.value<{ fd: number }>('accept4', { fd: listener, flags: ['SOCK_NONBLOCK'] })
    expect((await b.ask('recv', { fd: server, length: 1 })).errno).toBe('EAGAIN')
    expect(await b.value('fcntl', { fd: server, command: 'F_GETFL' })).toContain('O_NONBLOCK')
  })

  test('queues 127 connections whatever the backlog, and resets the next', async () => {
    const { fd: listener, port } = await listening(a, 'AF_INET', 1)
    const connect = async () => {
      const fd = await a.value<number>('socket', TCP)
      return (await a.ask('connect', { fd, address: inet('127.0.0.1', port) })).errno ?? null
    }
    for (let count = 0; count < 127; count++) expect(await connect()).toBeNull()
    const fd = await a.value<number>('socket', TCP)
    await a.ask('connect', { fd, address: inet('127.0.0.1', port) })
    expect((await a.ask('recv', { fd, length: 1 })).errno).toBe('ECONNRESET')
    await a.value('accept4', { fd: listener })
    expect(await connect()).toBeNull()
  })

  test('reads every option that it says it knows', async () => {
    const { options } = await selfOf()
    const sockets = [await a.value<number>('socket', TCP), await a.value<number>('socket', UDP)]
    for (const option of options) {
      const asked = sockets.map((fd) => a.ask('getsockopt', { fd, option }))
      const errnos = (await Promise.all(asked)).map(({ errno }) => errno ?? null)
      expect(errnos, `${option}: ${errnos}`).toContain(null)
    }
  })

  test.each([
    ['a null pointer', 'send', { fd: 1, bytes: bytes('x'), nullPointer: true }],
    ['flags of a descriptor', 'fcntl', { fd: 1, command: 'F_GETFD' }],
    ['bytes that are not acknowledged', 'ioctl', { fd: 1, request: 'SIOCOUTQ' }],
  ])('cannot be asked for %s', async (_, call, request) => {
    expect(await a.ask(call, request)).toMatchObject({ unsupported: expect.any(String) })
  })

  test('cannot be asked to bind a TCP socket again until it has another state', async () => {
    const { fd: listener, port } = await listening(a)
    const fd = await a.value<number>('socket', TCP)
    const bindAgain = () => a.ask('bind', { fd, address: inet('0.0.0.0', nextPort++) })
    expect((await bindAgain()).value).toBe(0)
    expect(await bindAgain()).toMatchObject({ unsupported: expect.stringContaining('second bind()') })
    await a.value('connect', { fd, address: inet(A.ip, port) })
    expect((await bindAgain()).errno).toBe('EINVAL')
    expect((await a.ask('bind', { fd: listener, address: inet('0.0.0.0', port) })).errno).toBe('EINVAL')
  })

  test('closes what the peer has ended, shut down before its end was read, and goes on', async () => {
    const { fd: listener, port } = await listening(a)
    for (let count = 0; count < 30; count++) {
      const client = await a.value<number>('socket', TCP)
      await a.value('connect', { fd: client, address: inet('127.0.0.1', port) })
      const { fd: server } = await a.value<{ fd: number }>('accept4', { fd: listener })
      await a.value('shutdown', { fd: server, how: 'SHUT_WR' })
      await a.value('poll', { fds: [{ fd: client, events: ['POLLIN'] }], timeout: 10_000 })
      await a.value('shutdown', { fd: client, how: 'SHUT_WR' })
      expect(await a.value('recv', { fd: client, length: 1 })).toHaveLength(0)
      expect(await a.value('recv', { fd: server, length: 1 })).toHaveLength(0)
      await a.value('close', { fd: client })
      await a.value('close', { fd: server })
    }
  })

  test('closes a listener with SO_LINGER', async () => {
    for (let count = 0; count < 50; count++) {
      const { fd } = await listening(a)
      await a.value('setsockopt', { fd, option: 'SO_LINGER', value: { onoff: true, linger: 0 } })
      expect(await a.value('close', { fd })).toBe(0)
    }
  })
})

describe('A call that waits', () => {
  const waiting: [string, () => Promise<{ id: number; result: Promise<Came>; fd: number }>][] = [
    ['accept4', async () => inFlight((await listening(a)).fd, 'accept4', {})],
    ['recv', async () => inFlight((await connected()).client, 'recv', { length: 1 })],
    ['recvfrom', async () => inFlight((await receiving(a)).fd, 'recvfrom', { length: 1 })],
    ['connect', async () => inFlight(await a.value('socket', TCP), 'connect', { address: inet('10.77.0.99', 1) })],
    ['poll', async () => polling((await receiving(a)).fd)],
  ]

  test.each(waiting)('holds nothing up, and can be cancelled: %s', async (_, begin) => {
    const { id, result, fd } = await begin()
    expect(await a.value('getsockopt', { fd, option: 'SO_TYPE' })).toEqual(expect.any(Number))
    const cancelled = a.value('cancel', { id })
    expect((await result).id).toBe(id)
    expect(await cancelled).toBe(0)
    expect(await a.value('close', { fd })).toBe(0)
  })

  async function inFlight(fd: number, call: string, request: object) {
    return { fd, ...a.send(call, { fd, ...request }) }
  }

  async function polling(fd: number) {
    return { fd, ...a.send('poll', { fds: [{ fd, events: ['POLLIN'] }], timeout: -1 }) }
  }
})

async function selfOf(): Promise<{ name: string; version: string; network: string; options: readonly string[] }> {
  await using agent = new AgentProcess(LWIP_AGENT)
  return await agent.value('hello', { protocol: 1, network: null })
}

describe('The agent of lwIP', () => {
  test('says what it is without a network', async () => {
    expect(await selfOf()).toMatchObject({ name: 'lwip', network: 'tap', version: expect.stringMatching(/^(2\.|of )/) })
  })

  test('conforms to the agent protocol', async () => {
    const { stdout } = await execFileAsync(process.execPath, [CLI, 'agent', 'check', '--', ...LWIP_AGENT])
    expect(stdout).toMatch(/No fault in \d{3} requests/)
  })

  test('ends at the end of its input, also while a call waits', async () => {
    await using ours = new LwipLan()
    const agent = await ours.start('a')
    const fd = await agent.value<number>('socket', UDP)
    const { result } = agent.send('recv', { fd, length: 1 })
    await agent.value('getsockname', { fd })
    expect(await agent.end()).toEqual({ code: 0, signal: null })
    expect(await result).toMatchObject({ id: expect.any(Number) })
  })

  test('says which device it has not found', async () => {
    await using agent = new AgentProcess(LWIP_AGENT)
    agent.send('hello', {
      protocol: 1,
      network: {
        kind: 'tap',
        device: 'tap77',
        interface: { name: 'eth0', hardwareAddress: A.ethernet, mtu: 1500, addresses: [], gateway: null },
      },
    })
    expect(await agent.ended).toMatchObject({ code: 1 })
    expect(agent.stderr).toContain('lwIP was to use the TAP device tap77')
  })
})
