import { Command, CommanderError, type Option } from 'commander'
import { errorDetail } from '../errors.ts'
import { EvidenceError } from '../evidence/read.ts'
import { version } from '../version.ts'
import { agentCommand } from './agent.ts'
import { claimsCommand } from './claims.ts'
import { diffCommand } from './diff.ts'
import { doctorCommand } from './doctor.ts'
import { EXIT, EXIT_CODES, type ExitCode, UsageError } from './exit-code.ts'
import { explainCommand } from './explain.ts'
import { judgeCommand } from './judge.ts'
import { matrixCommand } from './matrix.ts'
import { mutantsCommand } from './mutants.ts'
import { reportCommand } from './report.ts'
import { soakCommand } from './soak.ts'
import { takeAgentCommand } from './stacks/agent-command.ts'
import { verifyCommand } from './verify.ts'

const COMMANDS = [
  verifyCommand,
  claimsCommand,
  explainCommand,
  reportCommand,
  diffCommand,
  judgeCommand,
  doctorCommand,
  matrixCommand,
  mutantsCommand,
  soakCommand,
  agentCommand,
]

const ENVIRONMENT = `Environment:
  SOCKPROOF_SPECS  a folder of claims, instead of those of this package
  NO_COLOR         prints without colours; FORCE_COLOR prints with them`

const MORE = 'sockproof <command> --help tells more, with examples.'

/** The command `sockproof` with all its commands. */
export function program(): Command {
  const sockproof = new Command('sockproof')
    .description('Shows, on real sockets, whether what people say about sockets is so, and keeps the evidence.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', `\n${ENVIRONMENT}\n\nExit codes:\n${exitCodeLines()}\n\n${MORE}`)
  for (const command of COMMANDS) sockproof.addCommand(command())
  tellInOurWords(sockproof, 'sockproof')
  return sockproof
}

/** How a command called so, and those below it, print help and tell what is wrong with their use. */
function tellInOurWords(command: Command, called: string): void {
  command.configureHelp({ optionDescription }).exitOverride().showHelpAfterError(`(${called} --help tells more)`)
  for (const below of command.commands) tellInOurWords(below, `${called} ${below.name()}`)
}

/** Runs the command that the arguments name, and gives the exit code. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  process.exitCode = EXIT.expected
  try {
    await program().parseAsync(takeAgentCommand(args), { from: 'user' })
    return process.exitCode as ExitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.expected : EXIT.usage
    const isTold = error instanceof UsageError || error instanceof EvidenceError
    console.error(isTold ? error.message : `sockproof failed, and the fault is its own: ${errorDetail(error) ?? error}`)
    return EXIT.usage
  }
}

/** An option in the list of options, with what it is if it is not given. */
function optionDescription({ description, defaultValue, negate }: Option): string {
  if (negate || defaultValue === undefined || defaultValue === false) return description
  return `${description} (default: ${Array.isArray(defaultValue) ? defaultValue.join(',') : defaultValue})`
}

function exitCodeLines(): string {
  return EXIT_CODES.map(({ code, says }) => `${String(code).padStart(5)}  ${says}`).join('\n')
}
