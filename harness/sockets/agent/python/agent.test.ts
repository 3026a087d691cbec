import { afterEach, beforeEach, expect, test } from 'vitest'
import { NotOffered } from '../../../not-offered.ts'
import { inet, inet6 } from '../../address.ts'
import { CALL_NAMES } from '../../call-names.ts'
import type { CallName, Fd, Request, Stack, Value } from '../../calls.ts'
import type { Result } from '../../result.ts'
import { startAgent } from '../child.ts'
import { AgentConnection } from '../connection.ts'
import { discoverAgent } from '../discover.ts'
import { OPTION_NAMES } from '../option-schemas.ts'
import { agentStack } from '../stack.ts'
import { pythonAgentPath } from './path.ts'

const COMMAND = ['python3', pythonAgentPath()]

let connection: AgentConnection
let complaints: string[]
let calls: Stack
let cancelBlocked: (fd: Fd) => Promise<void>

beforeEach(async () => {
  complaints = []
  connection = new AgentConnection(startAgent(COMMAND), {
    command: COMMAND.join(' '),
    print: (line) => complaints.push(line),
  })
  const stack = agentStack(connection, await connection.hello({ kind: 'kernel' }))
  calls = stack.calls
  cancelBlocked = stack.cancelBlocked
})

afterEach(() => connection[Symbol.asyncDispose]())

async function must<Name extends CallName>(name: Name, request: Request<Name>): Promise<Value<Name>> {
  const { value, errno } = (await calls[name](request)) as Result<Value<Name>>
  if (errno !== null) throw new Error(`${name} gave ${errno}`)
  return value
}

const tcp = () => must('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' })
const udp = () => must('socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' })

/** A listener, a client and the socket that was accepted. */
async function connected() {
  const listener = await tcp()
  await must('bind', { fd: listener, address: inet('127.0.0.1', 0) })
  await must('listen', { fd: listener, backlog: 5 })
  const client = await tcp()
  await must('connect', { fd: client, address: await must('getsockname', { fd: listener }) })
  const { fd: server } = await must('accept4', { fd: listener })
  return { listener, client, server }
}

test('it says which Python it is, and has every call and option of the protocol', async () => {
  const { self, showsThreads } = await discoverAgent(COMMAND)
  expect(self).toMatchObject({ name: 'python', version: expect.stringMatching(/^3\.\d+/), network: 'kernel' })
  expect([...self.calls].sort()).toEqual([...CALL_NAMES].sort())
  expect([...self.options].sort()).toEqual([...OPTION_NAMES].sort())
  expect(showsThreads).toBe(true)
})

test('bytes go through a connection, and end-of-file comes behind them', async () => {
  const { client, server } = await connected()
  const bytes = new Uint8Array(100_000).map((_, index) => index % 251)
  const sent = await must('send', { fd: client, bytes })
  await must('shutdown', { fd: client, how: 'SHUT_WR' })
  const got: number[] = []
  for (;;) {
    const more = await must('recv', { fd: server, length: 65_536 })
    if (more.length === 0) break
    got.push(...more)
  }
  expect(Uint8Array.from(got)).toEqual(bytes.slice(0, sent))
  expect(await must('getsockopt', { fd: client, option: 'TCP_INFO' })).toMatchObject({ state: 'FIN_WAIT2' })
})

test('calls that block do not keep others, as many as there are, and can be ended', async () => {
  const sockets = await Promise.all(Array.from({ length: 40 }, udp))
  const waiting = sockets.map((fd) => calls.recv({ fd, length: 1 }))
  const epfd = await must('epoll_create1', {})
  const epoll = calls.epoll_wait({ epfd, maxEvents: 1, timeout: -1 })
  const poll = calls.poll({ fds: [{ fd: sockets[0] ?? -1, events: ['POLLPRI'] }], timeout: -1 })
  const listener = await tcp()
  await must('listen', { fd: listener, backlog: 1 })
  const accept = calls.accept4({ fd: listener })
  await must('getsockname', { fd: listener })
  await Promise.all([...sockets, epfd, listener].map((fd) => cancelBlocked(fd)))
  for (const each of waiting) expect(await each).toMatchObject({ value: new Uint8Array(0) })
  expect(await epoll).toMatchObject({ errno: 'ECANCELED' })
  expect(await accept).toMatchObject({ errno: 'EINVAL' })
  expect(await poll).toMatchObject({ value: [{ revents: ['POLLHUP'] }] })
})

test('a poll() that waits is ended without its sockets', async () => {
  const fd = await udp()
  const poll = connection.ask('poll', { fds: [{ fd, events: ['POLLIN'] }], timeout: -1 })
  const id = connection.lastId
  expect(await connection.ask('cancel', { id })).toMatchObject({ value: 0 })
  expect(await poll).toMatchObject({ errno: 'ECANCELED' })
  await must('bind', { fd, address: inet('127.0.0.1', 0) })
  await must('sendto', { fd, bytes: new Uint8Array(1), to: await must('getsockname', { fd }) })
  expect(await must('recv', { fd, length: 9 })).toEqual(new Uint8Array(1))
})

test('options have the values of the protocol', async () => {
  const fd = await tcp()
  const set: Partial<{ [Name in Request<'setsockopt'>['option']]: unknown }> = {
    SO_LINGER: { onoff: true, linger: 3 },
    SO_RCVTIMEO: 2_500,
    SO_KEEPALIVE: true,
    TCP_KEEPIDLE: 77,
    TCP_CONGESTION: 'reno',
  }
  for (const [option, value] of Object.entries(set)) {
    const request = { fd, option, value } as Request<'setsockopt'>
    expect(await must('setsockopt', request)).toBe(0)
    expect(await must('getsockopt', request)).toEqual(value)
  }
  expect(await must('getsockopt', { fd, option: 'SO_ERROR' })).toBeNull()
  expect(await must('getsockopt', { fd, option: 'SO_BINDTODEVICE' })).toBe('')
})

test('O_NONBLOCK is what decides, set in whatever way', async () => {
  const fd = await udp()
  const again = { errno: 'EAGAIN' }
  await must('fcntl', { fd, command: 'F_SETFL', flags: ['O_RDWR', 'O_NONBLOCK'] })
  expect(await calls.recv({ fd, length: 1 })).toMatchObject(again)
  await must('fcntl', { fd, command: 'F_SETFL', flags: ['O_RDWR'] })
  expect(await calls.recv({ fd, length: 1, flags: ['MSG_DONTWAIT'] })).toMatchObject(again)
  await must('setsockopt', { fd, option: 'SO_RCVTIMEO', value: 20 })
  expect(await calls.recv({ fd, length: 1 })).toMatchObject(again)
  const other = await must('socket', { domain: 'AF_INET', type: 'SOCK_DGRAM', flags: ['SOCK_NONBLOCK'] })
  expect(await calls.recv({ fd: other, length: 1 })).toMatchObject(again)
  expect(await must('fcntl', { fd: other, command: 'F_GETFL' })).toEqual(['O_RDWR', 'O_NONBLOCK'])
})

test('a descriptor comes over an AF_UNIX socket, and its number may be one that was closed', async () => {
  const path = `\0sockproof-python-${process.pid}`
  const receiver = await must('socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' })
  await must('bind', { fd: receiver, address: { family: 'AF_UNIX', path } })
  expect(await must('getsockname', { fd: receiver })).toEqual({ family: 'AF_UNIX', path })
  const closed = await udp()
  const passed = await tcp()
  await must('close', { fd: closed })
  const data = new Uint8Array(Int32Array.of(passed).buffer)
  const control = [{ level: 1, type: 1, data }]
  await must('sendmsg', { fd: receiver, parts: [new Uint8Array(1)], to: { family: 'AF_UNIX', path }, control })
  const { control: got } = await must('recvmsg', { fd: receiver, length: 1, controlLength: 64 })
  const fd = Buffer.from(got[0]?.data ?? []).readInt32LE()
  expect(fd).toBe(closed)
  expect(await must('getsockopt', { fd, option: 'SO_TYPE' })).toBe(1)
  expect(await must('close', { fd })).toBe(0)
})

// What Python makes of the kernel.

test('Python closes a socket that is closed, which C does not', async () => {
  const fd = await tcp()
  expect(await must('close', { fd })).toBe(0)
  expect(await calls.getsockname({ fd })).toMatchObject({ errno: 'EBADF' })
  expect(await calls.send({ fd, bytes: new Uint8Array(1) })).toMatchObject({ errno: 'EBADF' })
  expect(await must('close', { fd })).toBe(0)
  expect(await calls.close({ fd: 9_999 })).toMatchObject({ errno: 'EBADF' })
})

test('Python takes a negative backlog for 0, the kernel for the largest', async () => {
  const fd = await tcp()
  await must('listen', { fd, backlog: -1 })
  expect(await must('getsockopt', { fd, option: 'TCP_INFO' })).toMatchObject({ sacked: 0 })
})

test('no descriptor of Python is inherited', async () => {
  expect(await must('fcntl', { fd: await tcp(), command: 'F_GETFD' })).toEqual(['FD_CLOEXEC'])
})

test('what Python refuses itself is ERUNTIME, and its exception stands on standard error', async () => {
  const fd = await tcp()
  expect(await calls.bind({ fd, address: inet6('::1', 0) })).toMatchObject({ errno: 'ERUNTIME' })
  expect(await calls.recv({ fd, length: -1 })).toMatchObject({ errno: 'ERUNTIME' })
  const path = 'x'.repeat(200)
  const unix = await must('socket', { domain: 'AF_UNIX', type: 'SOCK_STREAM' })
  expect(await calls.bind({ fd: unix, address: { family: 'AF_UNIX', path } })).toMatchObject({ errno: 'ERUNTIME' })
  await must('getsockname', { fd })
  expect(complaints).toEqual([
    expect.stringMatching(/^bind: gaierror: /),
    expect.stringMatching(/^recv: ValueError: /),
    expect.stringMatching(/^bind: OSError: AF_UNIX path too long/),
  ])
})

test('what Python has no way to ask is unsupported', async () => {
  const fd = await udp()
  const unspecified = { family: 'AF_UNSPEC' } as const
  await expect(calls.connect({ fd, address: unspecified })).rejects.toThrow(NotOffered)
  await expect(calls.bind({ fd, address: inet('127.0.0.1', 0), nullPointer: true })).rejects.toThrow(/null/i)
  await expect(calls.bind({ fd, address: inet('127.0.0.1', 0), addressLength: 3 })).rejects.toThrow(NotOffered)
  await expect(calls.send({ fd, bytes: new Uint8Array(1), nullPointer: true })).rejects.toThrow(NotOffered)
})

test('it ends with its standard input while calls wait, and Ctrl-C does not end it before', async () => {
  const pipes = startAgent(COMMAND)
  const own = new AgentConnection(pipes, { command: 'python' })
  await own.hello({ kind: 'kernel' })
  const { value: fd } = await own.ask('socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' })
  void own.ask('recv', { fd, length: 1 })
  process.kill(pipes.pid ?? 0, 'SIGINT')
  await own.ask('getsockname', { fd })
  await own[Symbol.asyncDispose]()
  expect(await pipes.ended).toBe('exit status 0')
})
