import koffi from 'koffi'
import { errnoName } from './errno.ts'
import { call, LibcError } from './ffi.ts'

const F_SETFD = 2
const F_GETFL = 3
const F_SETFL = 4
const O_NONBLOCK = 0o4000

/**
 * Becomes another program (execve(2)): same process id, same standard input and output, so that signals, exit code and the
 * terminal are the new program's. Comes back only by throwing.
 *
 * @param file the path of the program; PATH is not searched
 */
export function becomeProgram(file: string, args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): never {
  for (const descriptor of [0, 1, 2]) makeAsInherited(descriptor)
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`)
  const execve = koffi.load(null).func('int execve(const char *file, const char **args, const char **env)')
  execve(file, [file, ...args, null], [...variables, null])
  throw new LibcError('execve', [file, ...args], errnoName(koffi.errno()))
}

/** Node marks what it inherited as not to be passed on, and makes it non-blocking, which other programs take for its end. */
function makeAsInherited(descriptor: number): void {
  call('fcntl', descriptor, F_SETFD, 0)
  const flags = call('fcntl', descriptor, F_GETFL, 0)
  if (flags.errno === null) call('fcntl', descriptor, F_SETFL, flags.value & ~O_NONBLOCK)
}
