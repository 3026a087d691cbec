import { readdirSync, readFileSync } from 'node:fs'
import type { Fd } from '../calls.ts'

/** System call numbers of the calls that wait on one descriptor; libc makes send() a sendto, recv() a recvfrom (`asm/unistd.h`). */
const NUMBERS = {
  x64: { accept4: 288, connect: 42, sendto: 44, sendmsg: 46, recvfrom: 45, recvmsg: 47, epoll_wait: 232, close: 3 },
  arm64: {
    accept4: 242,
    connect: 203,
    sendto: 206,
    sendmsg: 211,
    recvfrom: 207,
    recvmsg: 212,
    epoll_wait: 22,
    close: 57,
  },
}

/** A system call that can make its thread wait, of those whose first argument is the descriptor. */
export type WaitingSystemCall = keyof (typeof NUMBERS)['x64']

/**
 * The threads of a process that sleep in a system call on a descriptor, by id, as /proc/<pid>/task/…/syscall tells
 * (proc_pid_syscall(5)). A thread that runs or has not yet begun is not among them. On arm64 epoll_wait is epoll_pwait.
 * Needs «sleeping threads».
 *
 * @param pid this process if not given; another one must be open to a debugger of this one (ptrace(2), access mode)
 */
export function waitingThreads(call: WaitingSystemCall, fd: Fd, pid: number = process.pid): number[] {
  const numbers = process.arch === 'arm64' ? NUMBERS.arm64 : NUMBERS.x64
  const start = `${numbers[call]} 0x${fd.toString(16)} `
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks)
    .filter((thread) => systemCallOf(`${tasks}/${thread}`).startsWith(start))
    .map(Number)
}

/** The number and arguments of the system call that a thread sleeps in; nothing if it has ended meanwhile. */
function systemCallOf(task: string): string {
  try {
    return readFileSync(`${task}/syscall`, 'utf8')
  } catch {
    return ''
  }
}
