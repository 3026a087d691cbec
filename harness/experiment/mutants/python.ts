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
    program: (command, args) =>
      command === 'python3' && args[0] === '-c' ? ['-c', `${prelude}\n${args[1]}`, ...args.slice(2)] : args,
  })
}
