import { EtcFolder, knowing, type Names } from '../lab/names.ts'
import { Program } from './program.ts'

/** How the programs of one host are started. */
export interface ProgramsParts {
  /** Runs a synchronous function on the host's machine. */
  readonly within: <T>(act: () => T) => T
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
    const { within, change, print } = this.#parts
    const wanted = { command, args: change(command, args) }
    const started = names === undefined ? wanted : this.#knowing(names, wanted)
    const program = within(() => Program.start(started.command, started.args, print))
    this.#running.push(program)
    return program
  }

  #knowing(names: Names, { command, args }: { command: string; args: readonly string[] }) {
    const etc = new EtcFolder(names)
    this.#folders.push(etc)
    return knowing(names, etc, command, args)
  }

  /** Ends all of them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map((program) => program[Symbol.asyncDispose]()))
    for (const folder of this.#folders) folder[Symbol.dispose]()
  }
}
