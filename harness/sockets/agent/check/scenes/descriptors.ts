import type { Scene } from '../scene.ts'

/** A line of more than 64 KiB. */
const MANY = new Uint8Array(1 << 16)

/** What is done with descriptors: copies, flags, counters, and one that is not open any more. */
export const descriptors: Scene = {
  name: 'Descriptors',
  needs: ['socket'],
  async play(dialogue) {
    const fd = await dialogue.listener()
    if (dialogue.can('dup')) {
      const { value } = await dialogue.call('dup', { fd })
      if (value !== null) await dialogue.perhaps('close', { fd: value })
    }
    await dialogue.perhaps('fcntl', { fd, command: 'F_GETFL' })
    await dialogue.perhaps('fcntl', { fd, command: 'F_SETFL', flags: ['O_RDWR', 'O_NONBLOCK'] })
    await dialogue.perhaps('fcntl', { fd, command: 'F_GETFD' })
    await dialogue.perhaps('fcntl', { fd, command: 'F_SETFD', flags: ['FD_CLOEXEC'] })
    for (const request of ['FIONREAD', 'SIOCOUTQ', 'SIOCATMARK'] as const) {
      await dialogue.perhaps('ioctl', { fd, request })
    }
    if (!dialogue.can('close')) return
    await dialogue.call('close', { fd })
    await dialogue.perhaps('getsockname', { fd })
    await dialogue.perhaps('send', { fd, bytes: MANY })
  },
}
