import type { Scene } from '../scene.ts'

const HELLO = Buffer.from('hello')

/** A connection from the agent to itself, or what there is of one where it cannot reach itself. */
export const connection: Scene = {
  name: 'A TCP connection',
  needs: ['socket'],
  types: ['SOCK_STREAM'],
  async play(dialogue) {
    const listener = await dialogue.listener()
    if (!dialogue.place.reachesItself || !dialogue.can('bind', 'listen', 'getsockname', 'connect', 'accept4')) {
      await dialogue.perhaps('getsockname', { fd: listener })
      return refusals(dialogue, listener)
    }
    const address = await dialogue.must('getsockname', { fd: listener })
    const client = await dialogue.must('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' })
    const { errno } = await dialogue.callThatMayWait('connect', { fd: client, address })
    if (errno !== null) return refusals(dialogue, listener)
    const accepted = await dialogue.callThatMayWait('accept4', { fd: listener })
    if (accepted.errno !== null) return refusals(dialogue, listener)
    const server = accepted.value.fd
    await dialogue.perhaps('getpeername', { fd: server })
    if (dialogue.can('send', 'recv')) {
      await dialogue.callThatMayWait('send', { fd: client, bytes: HELLO })
      if (dialogue.knows('MSG_PEEK')) {
        await dialogue.callThatMayWait('recv', { fd: server, length: 100, flags: ['MSG_PEEK'] })
      }
      await dialogue.callThatMayWait('recv', { fd: server, length: 100 })
    }
    if (dialogue.can('sendmsg', 'recvmsg')) {
      await dialogue.callThatMayWait('sendmsg', { fd: client, parts: [HELLO, HELLO] })
      await dialogue.callThatMayWait('recvmsg', { fd: server, length: 100 })
    }
    if (dialogue.can('send', 'recvfrom')) {
      await dialogue.callThatMayWait('send', { fd: client, bytes: HELLO })
      await dialogue.callThatMayWait('recvfrom', { fd: server, length: 100 })
    }
    if (dialogue.can('shutdown')) {
      await dialogue.call('shutdown', { fd: client, how: 'SHUT_WR' })
      if (dialogue.can('recv')) await dialogue.callThatMayWait('recv', { fd: server, length: 100 })
    }
    for (const fd of [client, server, listener]) await dialogue.perhaps('close', { fd })
  },
}

/** Calls on a socket that is not connected: they have results too. */
async function refusals(dialogue: Parameters<Scene['play']>[0], listener: number): Promise<void> {
  const fd = await dialogue.must('socket', { domain: 'AF_INET', type: 'SOCK_STREAM', flags: ['SOCK_NONBLOCK'] })
  await dialogue.perhaps('getpeername', { fd })
  await dialogue.perhaps('send', { fd, bytes: HELLO })
  await dialogue.perhaps('recv', { fd, length: 100 })
  await dialogue.perhaps('sendmsg', { fd, parts: [HELLO] })
  await dialogue.perhaps('recvmsg', { fd, length: 100 })
  await dialogue.perhaps('recvfrom', { fd, length: 100 })
  await dialogue.perhaps('shutdown', { fd, how: 'SHUT_WR' })
  for (const each of [fd, listener]) await dialogue.perhaps('close', { fd: each })
}
