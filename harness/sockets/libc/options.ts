import type { OptionName, Options } from '../options.ts'
import { done, mapped } from './answers.ts'
import type { Context, LibcCalls } from './context.ts'
import { isLinger } from './option-codecs.ts'
import { OPTION_TABLE, type Option } from './option-table.ts'
import { RequestError } from './request-error.ts'

const value = Buffer.alloc(1024)
const length = new Uint32Array(1)

/** The calls that read and set options (getsockopt(2)). */
export function optionCalls({ descriptors, library }: Context): Pick<LibcCalls, 'getsockopt' | 'setsockopt'> {
  return {
    getsockopt({ fd, option }) {
      const [level, number, codec] = find(option)
      value.fill(0, 0, codec.room)
      length[0] = codec.room
      return mapped(library.call('getsockopt', fd, level, number, value, length), () => codec.decode(value))
    },

    setsockopt({ fd, option, value }) {
      const [level, number, codec] = find(option)
      const bytes = codec.encode(value)
      const result = library.call('setsockopt', fd, level, number, bytes, bytes.length)
      if (option === 'SO_LINGER' && result.errno === null && isLinger(value)) {
        descriptors.setLingers(fd, value.onoff && value.linger > 0)
      }
      return done(result)
    },
  }
}

function find(name: OptionName): Option<Options[OptionName]> {
  const option: Option<Options[OptionName]> | undefined = OPTION_TABLE[name]
  if (option === undefined) throw new RequestError('an option', 'one of OPTION_TABLE', name)
  return option
}
