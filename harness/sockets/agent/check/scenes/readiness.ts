import type { Scene } from '../scene.ts'

/** poll() and epoll with a time-out: a listener to which nobody comes. */
export const readiness: Scene = {
  name: 'Readiness',
  needs: ['socket'],
  async play(dialogue) {
    const fd = await dialogue.listener()
    await dialogue.perhaps('poll', { fds: [{ fd, events: ['POLLIN', 'POLLOUT'] }], timeout: 0 })
    await dialogue.perhaps('poll', { fds: [{ fd, events: ['POLLIN'] }], timeout: 1 })
    if (!dialogue.can('epoll_create1')) return
    const epfd = await dialogue.must('epoll_create1', {})
    for (const operation of ['EPOLL_CTL_ADD', 'EPOLL_CTL_MOD'] as const) {
      await dialogue.perhaps('epoll_ctl', { epfd, operation, fd, events: ['EPOLLIN'] })
    }
    await dialogue.perhaps('epoll_wait', { epfd, maxEvents: 4, timeout: 0 })
    await dialogue.perhaps('epoll_wait', { epfd, maxEvents: 4, timeout: 1 })
    await dialogue.perhaps('epoll_ctl', { epfd, operation: 'EPOLL_CTL_DEL', fd, events: [] })
    await dialogue.perhaps('close', { fd: epfd })
  },
}
