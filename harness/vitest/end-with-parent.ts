import { call } from '../sockets/libc/ffi.ts'

const PR_SET_PDEATHSIG = 1
const SIGKILL = 9

/**
 * From now on the kernel kills this worker when the process that started it dies, however that happens (PR_SET_PDEATHSIG,
 * prctl(2)). A Ctrl-C on the terminal reaches workers too; what becomes of them is for that process to decide.
 */
export function endWithParent(): void {
  if (isBound) return
  isBound = true
  call('prctl', PR_SET_PDEATHSIG, SIGKILL)
  process.on('SIGINT', ignore)
  process.on('SIGHUP', ignore)
}

let isBound = false

const ignore = (): void => {}
