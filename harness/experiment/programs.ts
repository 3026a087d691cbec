import type { Machine } from '../lab/machine.ts'
import { EtcFolder, knowing, type Names } from '../lab/names.ts'
import { Program } from './program.ts'

/** How the programs of one host are started. */
export interface ProgramsParts {
  readonly machine: Pick<Machine, 'within' | 'inside' | 'root'>
  /** The arguments that a program is started with, in place of those that the experiment gives. */
  readonly change: (command: string, args: readonly string[]) => readonly string[]
  /** Told of each line that one prints. */
  readonly print: (line: string) => void
}

/** The programs of one host, until the run ends. */
export class Programs implements AsyncDisposable {
  readonly #parts: ProgramsParts
  readonly #running: Program[] = []
  readonly #folders: EtcFolder[] = []

  constructor(parts: ProgramsParts) {
    this.#parts = parts
  }

  /** Starts one more, which knows certain names if these are given. */
  start(command: string, args: readonly string[], names?: Names): Program {
    const { machine, change, print } = this.#parts
    const wanted = [command, ...change(command, args)]
    const knowingNames = names === undefined ? wanted : this.#knowing(names, wanted)
    const [file = command, ...rest] = machine.inside(knowingNames)
    const program = machine.within(() => Program.start(file, rest, print))
    this.#running.push(program)
    return program
  }

  #knowing(names: Names, command: readonly string[]): readonly string[] {
    const etc = new EtcFolder(names, this.#parts.machine.root)
    this.#folders.push(etc)
    return knowing(names, etc, command)
  }

  /** Ends all of them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map((program) => program[Symbol.asyncDispose]()))
    for (const folder of this.#folders) folder[Symbol.dispose]()
  }
}
