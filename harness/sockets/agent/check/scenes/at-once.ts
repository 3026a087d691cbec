import type { Scene } from '../scene.ts'

/** Calls that do not wait although nothing has come. */
export const atOnce: Scene = {
  name: 'Calls that do not block',
  needs: ['socket'],
  async play(dialogue) {
    if (dialogue.self.types.includes('SOCK_STREAM')) {
      const fd = await dialogue.listener(['SOCK_NONBLOCK'])
      await dialogue.perhaps('accept4', { fd })
    }
    if (!dialogue.self.types.includes('SOCK_DGRAM') || !dialogue.can('bind', 'recv')) return
    const fd = await dialogue.must('socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' })
    await dialogue.must('bind', { fd, address: dialogue.place.own })
    if (dialogue.knows('MSG_DONTWAIT')) await dialogue.call('recv', { fd, length: 100, flags: ['MSG_DONTWAIT'] })
    if (!dialogue.can('fcntl')) return
    await dialogue.must('fcntl', { fd, command: 'F_SETFL', flags: ['O_RDWR', 'O_NONBLOCK'] })
    await dialogue.call('recv', { fd, length: 100 })
  },
}
