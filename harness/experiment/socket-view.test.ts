import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Machine } from '../lab/machine.ts'
import { TestSockets, valueIn } from '../sockets/libc/testing/test-sockets.ts'
import { SocketView, type SocketViewParts } from './socket-view.ts'
import type { Trace } from './trace.ts'

test.each([true, false])('Somebody waits at a listener until accepted; queue lengths are told: %s', async (tells) => {
  await using sockets = new TestSockets()
  const view = viewOf({ real: sockets.stack, tellsQueueLengths: tells })
  const listener = sockets.listener()
  const isWaiting = () => view.isWaiting({ fd: listener })
  expect(await isWaiting()).toBe(false)
  valueIn(await sockets.stack.connect({ fd: sockets.socket(), address: sockets.addressOf(listener) }))
  await expect.poll(isWaiting).toBe(true)
  await sockets.accept(listener)
  expect(await isWaiting()).toBe(false)
})

test('Threads are those of the process that makes the calls', async () => {
  await using sockets = new TestSockets()
  const python = spawn('python3', ['-c', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const [fd] = await once(python.stdout, 'data')
    const sleepers = (pid: number) => viewOf({ real: sockets.stack, process: pid }).sleepers('recvfrom', Number(fd))
    await expect.poll(() => sleepers(python.pid ?? 0)).toEqual([python.pid])
    expect(sleepers(process.pid)).toEqual([])
  } finally {
    python.kill('SIGKILL')
    await once(python, 'exit')
  }
})

test('Threads that cannot be looked at are an error, not no threads', async () => {
  await using sockets = new TestSockets()
  expect(() => viewOf({ real: sockets.stack, process: null }).sleepers('recvfrom', 3)).toThrow('«sleeping threads»')
})

/** Waits in recv() for what nobody sends, on the descriptor that it prints. */
const PROGRAM = `
import socket
one, other = socket.socketpair()
print(one.fileno(), flush=True)
one.recv(1)
`

function viewOf(parts: Pick<SocketViewParts, 'real' | 'tellsQueueLengths' | 'process'>): SocketView {
  return new SocketView({ name: 'host', machine: {} as Machine, trace: {} as Trace, ...parts })
}
