import type { Scene } from '../scene.ts'

const HELLO = Buffer.from('hello')

/** Datagrams from a socket to itself. */
export const datagrams: Scene = {
  name: 'Datagrams',
  needs: ['socket', 'bind', 'getsockname'],
  types: ['SOCK_DGRAM'],
  async play(dialogue) {
    const fd = await dialogue.must('socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' })
    await dialogue.must('bind', { fd, address: dialogue.place.own })
    const to = await dialogue.must('getsockname', { fd })
    if (!dialogue.place.reachesItself) return
    if (dialogue.can('sendto', 'recvfrom')) {
      await dialogue.callThatMayWait('sendto', { fd, bytes: HELLO, to })
      await dialogue.callThatMayWait('recvfrom', { fd, length: 100 })
    }
    if (dialogue.can('sendmsg', 'recvmsg')) {
      await dialogue.callThatMayWait('sendmsg', { fd, parts: [HELLO, HELLO], to })
      await dialogue.callThatMayWait('recvmsg', { fd, length: 3 })
    }
    if (dialogue.can('connect', 'send', 'recv')) {
      await dialogue.callThatMayWait('connect', { fd, address: to })
      await dialogue.callThatMayWait('send', { fd, bytes: new Uint8Array(0) })
      await dialogue.callThatMayWait('recv', { fd, length: 100 })
    }
    await dialogue.perhaps('close', { fd })
  },
}
