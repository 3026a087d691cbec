import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { OptionName, Options } from '../../options.ts'

/** What accept() gives has an option set as in a new socket, whatever the listener has. */
export function acceptResets<Name extends OptionName>(option: Name, value: Options[Name]): Mutant {
  return mutant({
    name: `accept-resets-${option.toLowerCase().replaceAll('_', '-')}`,
    says: `what accept() gives does not have the listener’s ${option}`,
    stack: (real) => ({
      accept4: async (request) => {
        const result = await real.accept4(request)
        if (result.errno === null) await real.setsockopt({ fd: result.value.fd, option, value })
        return result
      },
    }),
  })
}

/** What accept() gives has an option as the listener has it at that moment, not as it was when the client came. */
export function acceptCopiesLate(option: OptionName): Mutant {
  return mutant({
    name: `accept-copies-${option.toLowerCase().replaceAll('_', '-')}-late`,
    says: `what accept() gives has ${option} as the listener has it by then`,
    stack: (real) => ({
      accept4: async (request) => {
        const result = await real.accept4(request)
        const { value } = await real.getsockopt({ fd: request.fd, option })
        if (result.errno === null && value !== null) await real.setsockopt({ fd: result.value.fd, option, value })
        return result
      },
    }),
  })
}
