import { fileURLToPath } from 'node:url'
import { Argument, Command } from 'commander'
import { withThreads } from '../../sockets/agent/libc/threads.ts'
import { pythonAgentPath } from '../../sockets/agent/python/path.ts'
import { becomeProgram } from '../../sockets/libc/exec.ts'
import { UsageError } from '../exit-code.ts'
import { programCalled } from '../program-called.ts'

/** The agents of this package, each with the command that is it: a file and its arguments. */
const AGENTS: Readonly<Record<string, () => readonly [string, ...string[]]>> = {
  libc: () => [process.execPath, built('libc')],
  node: () => [process.execPath, built('node')],
  python: () => [python(), pythonAgentPath()],
}

/** `sockproof agent serve`. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Is an agent: reads requests from standard input and writes results to standard output.')
    .addArgument(
      new Argument('<agent>', 'libc: this kernel. node: what Node makes of it. python: what Python does.').choices(
        Object.keys(AGENTS),
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  sockproof verify --stack agent -- sockproof agent serve node
  echo '{"id":1,"call":"hello","request":{"protocol":1,"network":null}}' | sockproof agent serve libc`,
    )
    .action((name: string) => {
      const [file, ...args] = AGENTS[name]?.() ?? []
      if (file === undefined) throw new UsageError(`There is no agent called ${name}.`)
      becomeProgram(file, args, withThreads(process.env))
    })
}

function built(agent: string): string {
  return fileURLToPath(new URL(`../../sockets/agent/${agent}/main.js`, import.meta.url))
}

function python(): string {
  const found = programCalled('python3')
  if (found === null) throw new UsageError('This agent needs python3, which is not in PATH: apt-get install python3.')
  return found
}
