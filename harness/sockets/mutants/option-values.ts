import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { OptionName, Options } from '../options.ts'
import { succeeded } from '../result.ts'

const kebab = (option: OptionName): string => option.toLowerCase().replaceAll('_', '-')

/** getsockopt() of one option reads one value as another; all other values as they are. */
export function optionReadsAs<Name extends OptionName>(option: Name, value: Options[Name], as: Options[Name]): Mutant {
  return mutant({
    name: `${kebab(option)}-${String(value)}-reads-as-${String(as)}`,
    says: `${option} reads ${String(as)} where it should read ${String(value)}`,
    stack: (real) => ({
      getsockopt: async (request) => {
        const result = await real.getsockopt(request)
        return request.option === option && result.value === value ? succeeded(as) : result
      },
    }),
  })
}

/** setsockopt() of one option takes any value: one that the stack refuses is forgotten, without an error. */
export function optionTakesAnything(option: OptionName): Mutant {
  return mutant({
    name: `${kebab(option)}-takes-anything`,
    says: `${option} can be set to a value that it must refuse`,
    stack: (real) => ({
      setsockopt: async (request) => {
        const result = await real.setsockopt(request)
        return request.option === option ? succeeded(0) : result
      },
    }),
  })
}
