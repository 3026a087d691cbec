import { Argument, Command } from 'commander'
import { withThreads } from '../../sockets/agent/libc/threads.ts'
import { becomeProgram } from '../../sockets/libc/exec.ts'
import { commandOf, OUR_AGENTS, type OurAgent } from '../../sockets/our-agents.ts'
import { UsageError } from '../exit-code.ts'
import { programCalled } from '../program-called.ts'

const LIBC = 'libc'

/** `sockproof agent serve`. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Is an agent: reads requests from standard input and writes results to standard output.')
    .addArgument(
      new Argument('<agent>', 'libc is this kernel; node and python are what these make of it').choices([
        LIBC,
        ...OUR_AGENTS,
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  sockproof verify --stack agent -- sockproof agent serve node
  echo '{"id":1,"call":"hello","request":{"protocol":1,"network":null}}' | sockproof agent serve libc`,
    )
    .action((agent: typeof LIBC | OurAgent) => {
      const [file = '', ...args] = commandOf(agent)
      becomeProgram(pathOf(file), args, withThreads(process.env))
    })
}

function pathOf(file: string): string {
  if (file.includes('/')) return file
  const path = programCalled(file)
  if (path === null) throw new UsageError(`This agent needs ${file}, which is not in PATH: apt-get install ${file}.`)
  return path
}
