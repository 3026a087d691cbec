import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { type InetAddress, inet } from '../address.ts'
import { realtime } from '../libc/clock.ts'
import { AgentProcess, type Came, OUR_AGENTS } from './testing/agent-process.ts'

const ANY_PORT = inet('127.0.0.1', 0)
const TCP = { domain: 'AF_INET', type: 'SOCK_STREAM' }
const UDP = { domain: 'AF_INET', type: 'SOCK_DGRAM' }
const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const text = (value: unknown) => Buffer.from(value as Uint8Array).toString()

/** A listener of the agent, and where it is. */
async function listening(agent: AgentProcess): Promise<{ listener: number; address: InetAddress }> {
  const listener = await agent.value<number>('socket', TCP)
  await agent.value('bind', { fd: listener, address: ANY_PORT })
  await agent.value('listen', { fd: listener, backlog: 8 })
  return { listener, address: await agent.value<InetAddress>('getsockname', { fd: listener }) }
}

/** Two ends of a connection, both the agent's. */
async function connected(agent: AgentProcess): Promise<{ client: number; server: number; listener: number }> {
  const { listener, address } = await listening(agent)
  const client = await agent.value<number>('socket', TCP)
  await agent.value('connect', { fd: client, address })
  const { fd: server, peer } = await agent.value<{ fd: number; peer: InetAddress }>('accept4', { fd: listener })
  expect(peer).toEqual(await agent.value('getsockname', { fd: client }))
  return { client, server, listener }
}

describe.each(Object.entries(OUR_AGENTS))('The agent %s', (_, command) => {
  test('says what it is; every line of a conversation is of the published schema', async () => {
    const schema = JSON.parse(readFileSync(new URL('protocol.schema.json', import.meta.url), 'utf8'))
    const isLine = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    await using agent = new AgentProcess(command)
    const { value } = await agent.ask('hello', { protocol: 1, network: { kind: 'kernel' } })
    expect(value).toMatchObject({
      protocol: 1,
      name: expect.any(String),
      version: expect.any(String),
      network: 'kernel',
    })
    const { client, server } = await connected(agent)
    await agent.value('send', { fd: client, bytes: bytes('hello') })
    await agent.value('recv', { fd: server, length: 5 })
    await agent.ask('getsockopt', { fd: client, option: 'SO_ERROR' })
    await agent.ask('connect', { fd: server, address: inet('127.0.0.1', 1) })
    expect(agent.transcript.length).toBeGreaterThan(20)
    for (const line of agent.transcript)
      expect(isLine(JSON.parse(line)), `${line} ${JSON.stringify(isLine.errors)}`).toBe(true)
  })

  test('sends and receives over TCP, and tells the end', async () => {
    await using agent = await AgentProcess.started(command)
    const { client, server } = await connected(agent)
    expect(await agent.value('send', { fd: client, bytes: bytes('ping') })).toBe(4)
    expect(text(await agent.value('recv', { fd: server, length: 100 }))).toBe('ping')
    expect(await agent.value('shutdown', { fd: client, how: 'SHUT_WR' })).toBe(0)
    expect(await agent.value('recv', { fd: server, length: 100 })).toHaveLength(0)
    expect(await agent.value('recv', { fd: server, length: 100 })).toHaveLength(0)
    expect(await agent.value('send', { fd: server, bytes: bytes('pong') })).toBe(4)
    expect(text(await agent.value('recv', { fd: client, length: 2 }))).toBe('po')
    expect(text(await agent.value('recv', { fd: client, length: 100 }))).toBe('ng')
    for (const fd of [client, server]) expect(await agent.value('close', { fd })).toBe(0)
    expect(await agent.ask('recv', { fd: server, length: 1 })).toMatchObject({ errno: 'EBADF' })
  })

  test('tells the end to who has read exactly what came before it, also if both had come', async () => {
    await using agent = await AgentProcess.started(command)
    const { client, server } = await connected(agent)
    await agent.value('send', { fd: client, bytes: bytes('last') })
    await agent.value('shutdown', { fd: client, how: 'SHUT_WR' })
    // What comes back shows that the others have had the time to come.
    await agent.value('send', { fd: server, bytes: bytes('x') })
    await agent.value('recv', { fd: client, length: 1 })
    expect(text(await agent.value('recv', { fd: server, length: 2, flags: ['MSG_PEEK'] }))).toBe('la')
    expect(text(await agent.value('recv', { fd: server, length: 4 }))).toBe('last')
    expect(await agent.value('recv', { fd: server, length: 4 })).toHaveLength(0)
  })

  test('answers shutdown() of a socket that is not connected', async () => {
    await using agent = await AgentProcess.started(command)
    const fd = await agent.value<number>('socket', TCP)
    await agent.ask('shutdown', { fd, how: 'SHUT_WR' })
    expect(await agent.value('close', { fd })).toBe(0)
  })

  test('peeks at bytes, which stay, and waits for all of them if asked', async () => {
    await using agent = await AgentProcess.started(command)
    const { client, server } = await connected(agent)
    await agent.value('send', { fd: client, bytes: bytes('abc') })
    expect(text(await agent.value('recv', { fd: server, length: 2, flags: ['MSG_PEEK'] }))).toBe('ab')
    const whole = agent.send('recv', { fd: server, length: 6, flags: ['MSG_WAITALL'] }).result
    await agent.value('send', { fd: client, bytes: bytes('def') })
    expect(text((await whole).value)).toBe('abcdef')
  })

  test('sends and receives datagrams with the address of their sender', async () => {
    await using agent = await AgentProcess.started(command)
    const [one, other] = [await agent.value<number>('socket', UDP), await agent.value<number>('socket', UDP)]
    for (const fd of [one, other]) await agent.value('bind', { fd, address: ANY_PORT })
    const to = await agent.value<InetAddress>('getsockname', { fd: other })
    expect(await agent.value('sendto', { fd: one, bytes: bytes('datagram'), to })).toBe(8)
    expect(await agent.value('sendto', { fd: one, bytes: bytes(''), to })).toBe(0)
    const from = await agent.value('getsockname', { fd: one })
    expect(await agent.value('recvfrom', { fd: other, length: 4 })).toEqual({ bytes: bytes('data'), from })
    expect(await agent.value('recvfrom', { fd: other, length: 4 })).toEqual({ bytes: bytes(''), from })
    await agent.value('connect', { fd: one, address: to })
    expect(await agent.value('send', { fd: one, bytes: bytes('again') })).toBe(5)
    expect(text(await agent.value('recv', { fd: other, length: 100 }))).toBe('again')
  })

  test('has errors by their names, also those that come between calls', async () => {
    await using agent = await AgentProcess.started(command)
    const { address } = await listening(agent)
    const refused = await agent.value<number>('socket', TCP)
    await agent.value('bind', { fd: refused, address: ANY_PORT })
    // A port that was free a moment ago and that nothing listens at.
    const free = await agent.value<number>('socket', UDP)
    await agent.value('bind', { fd: free, address: ANY_PORT })
    const { port } = await agent.value<InetAddress>('getsockname', { fd: free })
    expect(await agent.ask('connect', { fd: refused, address: inet('127.0.0.1', port) })).toMatchObject({
      errno: 'ECONNREFUSED',
    })
    expect(await agent.ask('send', { fd: 999, bytes: bytes('x') })).toMatchObject({ errno: 'EBADF' })
    const second = await agent.value<number>('socket', TCP)
    const results = [
      await agent.ask('bind', { fd: second, address }),
      await agent.ask('listen', { fd: second, backlog: 1 }),
    ]
    expect(results.find(({ errno }) => errno !== undefined)).toMatchObject({ errno: 'EADDRINUSE' })

    const { client, server } = await connected(agent)
    await agent.value('setsockopt', { fd: server, option: 'SO_LINGER', value: { onoff: true, linger: 0 } })
    await agent.value('close', { fd: server })
    expect(await agent.ask('recv', { fd: client, length: 1 })).toMatchObject({ errno: 'ECONNRESET' })
    expect(await agent.ask('recv', { fd: client, length: 1 })).toMatchObject({ value: bytes('') })
    expect(await agent.ask('send', { fd: client, bytes: bytes('x') })).toMatchObject({ errno: 'EPIPE' })
  })

  test('keeps 64 calls waiting while others go on, and each has its own result', async () => {
    await using agent = await AgentProcess.started(command)
    const { listener, address } = await listening(agent)
    const accepted = Array.from({ length: 64 }, () => agent.send('accept4', { fd: listener }))
    const clients: number[] = []
    for (const _ of accepted) {
      const client = await agent.value<number>('socket', TCP)
      await agent.value('connect', { fd: client, address })
      clients.push(client)
    }
    const results = await Promise.all(accepted.map(({ result }) => result))
    const ports = results.map(({ value }) => (value as { peer: InetAddress }).peer.port)
    const own = await Promise.all(clients.map((fd) => agent.value<InetAddress>('getsockname', { fd })))
    expect(ports.sort()).toEqual(own.map(({ port }) => port).sort())
  })

  test('does not wait where a call must not wait', async () => {
    await using agent = await AgentProcess.started(command)
    const { listener, address } = await listening(agent)
    const client = await agent.value<number>('socket', { ...TCP, flags: ['SOCK_NONBLOCK'] })
    expect(await agent.ask('connect', { fd: client, address })).toMatchObject({ errno: 'EINPROGRESS' })
    const poll = { fds: [{ fd: client, events: ['POLLIN', 'POLLOUT'] }], timeout: -1 }
    expect(await agent.value('poll', poll)).toEqual([{ fd: client, revents: ['POLLOUT'] }])
    expect(await agent.value('getsockopt', { fd: client, option: 'SO_ERROR' })).toBe(null)
    expect(await agent.ask('recv', { fd: client, length: 1 })).toMatchObject({ errno: 'EAGAIN' })
    const { fd: server } = await agent.value<{ fd: number }>('accept4', { fd: listener })
    expect(await agent.ask('recv', { fd: server, length: 1, flags: ['MSG_DONTWAIT'] })).toMatchObject({
      errno: 'EAGAIN',
    })
    expect(await agent.value('poll', { fds: [{ fd: server, events: ['POLLIN'] }], timeout: 1 })).toEqual([])
    await agent.value('send', { fd: client, bytes: bytes('x') })
    const readable = await agent.value('poll', { fds: [{ fd: server, events: ['POLLIN'] }], timeout: -1 })
    expect(readable).toEqual([{ fd: server, revents: ['POLLIN'] }])
    expect(text(await agent.value('recv', { fd: server, length: 1, flags: ['MSG_DONTWAIT'] }))).toBe('x')
  })

  test('tells a connection that was refused while nothing waited for it by SO_ERROR, once', async () => {
    await using agent = await AgentProcess.started(command)
    const free = await agent.value<number>('socket', UDP)
    await agent.value('bind', { fd: free, address: ANY_PORT })
    const { port } = await agent.value<InetAddress>('getsockname', { fd: free })
    const client = await agent.value<number>('socket', { ...TCP, flags: ['SOCK_NONBLOCK'] })
    const result = await agent.ask('connect', { fd: client, address: inet('127.0.0.1', port) })
    if (result.errno === 'EINPROGRESS') {
      const poll = { fds: [{ fd: client, events: ['POLLOUT'] }], timeout: -1 }
      expect(await agent.value('poll', poll)).toEqual([
        { fd: client, revents: expect.arrayContaining(['POLLOUT', 'POLLERR']) },
      ])
      expect(await agent.value('getsockopt', { fd: client, option: 'SO_ERROR' })).toBe('ECONNREFUSED')
    } else {
      expect(result).toMatchObject({ errno: 'ECONNREFUSED' })
    }
    expect(await agent.value('getsockopt', { fd: client, option: 'SO_ERROR' })).toBe(null)
  })

  test.each([
    ['accept4', (fds: Fds) => ({ fd: fds.listener })],
    ['recv', (fds: Fds) => ({ fd: fds.client, length: 1 })],
    ['recvfrom', (fds: Fds) => ({ fd: fds.udp, length: 1 })],
    ['poll', (fds: Fds) => ({ fds: [{ fd: fds.server, events: ['POLLIN'] }], timeout: -1 })],
    ['send', (fds: Fds) => ({ fd: fds.client, bytes: new Uint8Array(16 << 20) })],
  ])('ends a %s() that waits when it is cancelled: first its result, then that of cancel', async (call, request) => {
    await using agent = await AgentProcess.started(command)
    const udp = await agent.value<number>('socket', UDP)
    await agent.value('bind', { fd: udp, address: ANY_PORT })
    const fds = { ...(await connected(agent)), udp }
    const waiting = agent.send(call, request(fds))
    // A call about something else shows that the first one was taken up, and waits.
    await agent.value('getsockname', { fd: fds.listener })
    const cancel = agent.send('cancel', { id: waiting.id })
    expect(await cancel.result).toMatchObject({ value: 0 })
    const order = agent.came.map(({ id }) => id)
    expect(order.indexOf(waiting.id)).toBeGreaterThan(-1)
    expect(order.indexOf(waiting.id)).toBeLessThan(order.indexOf(cancel.id))
    expect(await agent.value('close', { fd: fds.listener })).toBe(0)
  })

  test('cancels nothing where nothing waits', async () => {
    await using agent = await AgentProcess.started(command)
    const { id } = agent.send('socket', TCP)
    expect(await agent.ask('cancel', { id })).toMatchObject({ value: 0 })
    expect(await agent.ask('cancel', { id: 4711 })).toMatchObject({ value: 0 })
  })

  test('answers what it is asked of a descriptor in the order of the requests, where none of them waits', async () => {
    await using agent = await AgentProcess.started(command)
    const fd = await agent.value<number>('socket', { ...UDP, flags: ['SOCK_NONBLOCK'] })
    await agent.value('bind', { fd, address: ANY_PORT })
    const to = await agent.value<InetAddress>('getsockname', { fd })
    const sent = Array.from({ length: 50 }, (_, index) => agent.send('sendto', { fd, bytes: bytes(`${index}`), to }))
    await Promise.all(sent.map(({ result }) => result))
    const came: string[] = []
    for (const _ of sent) {
      await agent.value('poll', { fds: [{ fd, events: ['POLLIN'] }], timeout: -1 })
      came.push(text(await agent.value('recv', { fd, length: 10 })))
    }
    expect(came).toEqual(sent.map((_, index) => `${index}`))
  })

  test('says of each call when it began and ended, on the clock of this machine', async () => {
    await using agent = await AgentProcess.started(command)
    const before = realtime()
    const { began, ended } = await agent.ask('socket', TCP)
    const after = realtime()
    const slack = 1_000_000n
    expect(BigInt(began ?? 0)).toBeGreaterThanOrEqual(before - slack)
    expect(BigInt(ended ?? 0)).toBeGreaterThanOrEqual(BigInt(began ?? 0))
    expect(BigInt(ended ?? 0)).toBeLessThanOrEqual(after + slack)
  })

  test('answers ENOSYS to what is no request of a call that it makes, and goes on', async () => {
    await using agent = await AgentProcess.started(command)
    const lines: readonly [number, string][] = [
      [1001, '{"id":1001,"call":"frob","request":{}}'],
      [1002, '{"id":1002,"call":"listen","request":{"fd":"three","backlog":1}}'],
      [1003, '{"id":1003,"call":"listen"}'],
      [1004, '{"id":1004,"call":"send","request":{"fd":3,"bytes":"hello"}}'],
    ]
    for (const [id, line] of lines) {
      const result = agent.result(id)
      agent.write(line)
      expect(await result).toMatchObject({ id, errno: 'ENOSYS' })
    }
    agent.write('garbage')
    agent.write('')
    expect((await agent.ask('socket', { ...TCP, remark: 'ignored' })).errno).toBe(undefined)
  })

  test('writes a line of many megabytes whole', async () => {
    await using agent = await AgentProcess.started(command)
    const { client, server } = await connected(agent)
    const length = 20 << 20
    const sent = new Uint8Array(length).map((_, index) => index % 251)
    const received = agent.send('recv', { fd: server, length, flags: ['MSG_WAITALL'] }).result
    expect((await agent.ask('send', { fd: client, bytes: sent })).value).toBe(length)
    const { value } = (await received) as Came & { value: Uint8Array }
    expect(Buffer.compare(value, sent)).toBe(0)
  })

  test('leaves a Ctrl-C on the terminal to who started it', async () => {
    await using agent = await AgentProcess.started(command)
    process.kill(agent.pid, 'SIGINT')
    expect(await agent.ask('socket', TCP)).toMatchObject({ value: expect.any(Number) })
    expect(await agent.end()).toEqual({ code: 0, signal: null })
  })

  test('ends at the end of its input although calls wait, with its sockets closed', async () => {
    await using agent = await AgentProcess.started(command)
    await using other = await AgentProcess.started(OUR_AGENTS.libc)
    const { listener, address } = await listening(other)
    const client = await agent.value<number>('socket', TCP)
    await agent.value('connect', { fd: client, address })
    const { fd } = await other.value<{ fd: number }>('accept4', { fd: listener })
    const own = await listening(agent)
    agent.send('recv', { fd: client, length: 1 })
    agent.send('accept4', { fd: own.listener })
    await agent.value('getsockname', { fd: client })
    expect(await agent.end()).toEqual({ code: 0, signal: null })
    expect(existsSync(`/proc/${agent.pid}`)).toBe(false)
    expect(await other.value('recv', { fd, length: 1 })).toHaveLength(0)
  })
})

interface Fds {
  readonly listener: number
  readonly client: number
  readonly server: number
  readonly udp: number
}
