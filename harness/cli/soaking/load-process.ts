import { becomeProgram } from '../../sockets/libc/exec.ts'
import { endWithParent } from '../../vitest/end-with-parent.ts'

/**
 * A process of the load (see `startLoad`): becomes a program if it is given one, else turns. The kernel ends it with the
 * process that started it, which execve(2) leaves as it is; by itself it ends when its time is over.
 */
const [parent, seconds, program, ...args] = process.argv.slice(2)
endWithParent()
// The parent may have died before the kernel was told.
if (process.ppid !== Number(parent)) process.exit()
if (program !== undefined) becomeProgram(program, args, process.env)
const end = performance.now() + Number(seconds) * 1000
while (performance.now() < end) for (let turn = 0; turn < 1e6; turn += 1);
process.exit()
