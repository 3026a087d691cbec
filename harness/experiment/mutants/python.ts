import { type Mutant, mutant } from '../../claim/mutant.ts'

/**
 * A Python runtime that gets one thing wrong.
 *
 * @param prelude statements that make it so; they come before the text of each program (`python3 -c TEXT …`)
 */
export function pythonWith(name: string, says: string, prelude: string): Mutant {
  return mutant({
    name,
    says,
    program: (command, args) => {
      // A tool such as strace may run it.
      const text = [command, ...args].findIndex(
        (_, index, all) => all[index - 2] === 'python3' && all[index - 1] === '-c',
      )
      return text < 0 ? args : args.with(text - 1, `${prelude}\n${args[text - 1]}`)
    },
  })
}
