import type { Fd, FileFlag } from '../calls.ts'
import type { Result } from '../result.ts'
import { mapped } from './answers.ts'
import { DESCRIPTOR_FLAGS, FCNTL_COMMANDS, FILE_STATUS_FLAGS, IOCTL_REQUESTS, numberOf } from './constants.ts'
import type { Context, LibcCalls } from './context.ts'

/** Where ioctl(2) writes its answer: an int. */
const answer = Buffer.alloc(4)

/** O_ACCMODE (fcntl(2)). */
const ACCESS_MODE = 3

/** The calls that read and set flags and counters of a descriptor (fcntl(2), ioctl(2)). */
export function controlCalls({ descriptors, library }: Context): Pick<LibcCalls, 'fcntl' | 'ioctl'> {
  function setStatusFlags(fd: Fd, flags: readonly FileFlag[]): Result<FileFlag[]> {
    const bits = FILE_STATUS_FLAGS.parse(flags)
    const result = library.call('fcntl', fd, FCNTL_COMMANDS.F_SETFL, bits)
    if (result.errno === null) descriptors.setNonblocking(fd, (bits & FILE_STATUS_FLAGS.table.O_NONBLOCK) !== 0)
    return mapped(result, () => [])
  }

  return {
    fcntl({ fd, command, flags = [] }) {
      switch (command) {
        case 'F_GETFL':
          return mapped(library.call('fcntl', fd, FCNTL_COMMANDS.F_GETFL, 0), statusNames)
        case 'F_SETFL':
          return setStatusFlags(fd, flags)
        case 'F_GETFD':
          return mapped(library.call('fcntl', fd, FCNTL_COMMANDS.F_GETFD, 0), (bits) => DESCRIPTOR_FLAGS.toNames(bits))
        case 'F_SETFD':
          return mapped(library.call('fcntl', fd, FCNTL_COMMANDS.F_SETFD, DESCRIPTOR_FLAGS.parse(flags)), () => [])
      }
    },

    ioctl: ({ fd, request }) =>
      mapped(library.call('ioctl', fd, numberOf(IOCTL_REQUESTS, request), answer), () => answer.readInt32LE(0)),
  }
}

/** The access mode is a number, of which 0 is read only; the other flags are bits. */
function statusNames(bits: number): FileFlag[] {
  const names = FILE_STATUS_FLAGS.toNames(bits)
  return (bits & ACCESS_MODE) === 0 ? ['O_RDONLY', ...names] : names
}
