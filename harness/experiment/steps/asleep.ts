import type { WaitingSystemCall } from '../../sockets/libc/waiting-threads.ts'
import type { Answer } from '../../sockets/must.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Tools } from '../tools.ts'

/** What a call that was made does: its thread sleeps in the kernel; it is back; or it is neither, and keeps a thread busy. */
export type Whereabouts = 'asleep' | 'back' | 'busy'

/**
 * Waits until a call that was made sleeps or is back, and tells which. Needs «sleeping threads».
 *
 * @param call the system call that the thread would sleep in; libc makes send() a sendto, recv() a recvfrom
 */
export function asleepOrBack(
  { eventually }: Pick<Tools, 'eventually'>,
  call: WaitingSystemCall,
  socket: Pick<Socket, 'sleepers'>,
  answer: Answer<unknown>,
): Promise<Whereabouts> {
  let isBack = !(answer instanceof Promise)
  const back = (): void => {
    isBack = true
  }
  if (answer instanceof Promise) answer.then(back, back)
  const look = (): Whereabouts => {
    // Asked first: a call that came back after this was seen to sleep.
    const sleeps = socket.sleepers(call).length > 0
    if (isBack) return 'back'
    return sleeps ? 'asleep' : 'busy'
  }
  return eventually(look, (seen) => seen !== 'busy')
}
