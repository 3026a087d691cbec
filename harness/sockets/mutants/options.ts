import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { OptionName } from '../options.ts'
import { succeeded } from '../result.ts'

/** setsockopt() of one option succeeds and changes nothing. */
export function optionIgnored(option: OptionName): Mutant {
  return mutant({
    name: `${option.toLowerCase().replaceAll('_', '-')}-ignored`,
    says: `${option} has no effect`,
    stack: (real) => ({
      setsockopt: (request) => (request.option === option ? succeeded(0) : real.setsockopt(request)),
    }),
  })
}
