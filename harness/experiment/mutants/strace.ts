import { type Mutant, mutant } from '../../claim/mutant.ts'

/**
 * A kernel on which a system call is seen otherwise than it was made, where a program runs under strace and its lines go
 * through a command (`strace -o '|COMMAND' …`).
 *
 * @param seen what the lines show, as a basic regular expression (sed(1))
 * @param instead what they show in its place
 */
export function systemCallSeenAs(name: string, says: string, seen: string, instead: string): Mutant {
  return mutant({
    name,
    says,
    program: (_, args) => args.map((arg) => (arg.startsWith('|') ? `${arg} | sed 's/${seen}/${instead}/'` : arg)),
  })
}
