import type { Fd, PollEvent, Request, Value } from '../../calls.ts'
import { failed, type Result, succeeded } from '../../result.ts'
import { CannotAsk } from '../cannot-ask.ts'
import { Changes, loopHasPolled } from './changes.ts'
import type { NodeSocket } from './node-socket.ts'

/** Events that poll(2) tells unasked. */
const UNASKED: readonly PollEvent[] = ['POLLERR', 'POLLHUP', 'POLLNVAL']

/** poll(2) from what Node tells by events. */
export async function poll(
  { fds, timeout }: Request<'poll'>,
  socketAt: (fd: Fd) => NodeSocket | undefined,
): Promise<Result<Value<'poll'>>> {
  const sockets = fds.flatMap(({ fd }) => socketAt(fd) ?? [])
  if (timeout < 0 && fds.every(({ fd }) => fd < 0)) throw new CannotAsk('nothing would ever end a poll of nothing')
  const ready = (): Value<'poll'> =>
    fds.flatMap(({ fd, events }) => {
      if (fd < 0) return []
      const all: readonly PollEvent[] = socketAt(fd)?.ready() ?? ['POLLNVAL']
      const revents = all.filter((event) => events.includes(event) || UNASKED.includes(event))
      return revents.length === 0 ? [] : [{ fd, revents }]
    })
  const before = sockets.map(({ changes }) => changes.cancelled)
  const isCancelled = () => sockets.some(({ changes }, index) => changes.cancelled !== before[index])
  await loopHasPolled()
  const isOver = new Changes()
  const timer = timeout > 0 ? setTimeout(() => isOver.tell(), timeout) : undefined
  const over = isOver.next().then(() => 'over' as const)
  try {
    for (;;) {
      const found = ready()
      if (found.length > 0 || timeout === 0) return succeeded(found)
      if (isCancelled()) return failed('ECANCELED')
      const next = await Promise.race([over, ...sockets.map(({ changes }) => changes.next())])
      if (next === 'over') return succeeded(ready())
    }
  } finally {
    clearTimeout(timer)
  }
}
