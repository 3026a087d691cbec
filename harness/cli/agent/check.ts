import { Command } from 'commander'
import { probeCapabilities } from '../../lab/capability/probe.ts'
import { findTools } from '../../lab/capability/tools.ts'
import { checkAgent } from '../../sockets/agent/check/check-agent.ts'
import { faultsIn } from '../../sockets/agent/check/report.ts'
import { EXIT, type ExitCode, UsageError } from '../exit-code.ts'
import { onInterrupt } from '../interrupt.ts'
import { PATIENCE, wholeNumber } from '../settings.ts'
import { terminalWidth } from '../text/width.ts'
import { becomeRootOfOwnNamespace } from '../user-namespace.ts'
import { checkJson } from './check-json.ts'
import { CheckPrinter } from './check-text.ts'
import { isRunnable } from './runnable.ts'
import { startInLab } from './start-in-lab.ts'

interface CheckOptions {
  readonly json: boolean
  readonly verbose: boolean
  /** Seconds. */
  readonly patience: number
}

/** `sockproof agent check`. */
export function checkCommand(): Command {
  return new Command('check')
    .description('Tells call by call what is wrong with an agent: where it departs from the protocol.')
    .argument('<command...>', 'what starts the agent, behind --')
    .option('--verbose', 'show each line that is sent and received', false)
    .option('--json', 'print what was found as JSON', false)
    .option(
      '--patience <seconds>',
      'the time that a result may take, at the least',
      wholeNumber(1, 3_600),
      PATIENCE / 1000,
    )
    .addHelpText(
      'after',
      `
What a call comes to, a value or an errno, is not judged here: that is for the claims.
Exit codes: 0 it conforms, 1 faults were found, 2 the command could not be started.

Examples:
  sockproof agent check -- ./my-agent
  sockproof agent check --verbose -- python3 my_agent.py
  sockproof agent check --json -- ./my-agent | jq '.scenes[].requests[].faults[]'`,
    )
    .action(async (command: readonly string[], options: CheckOptions) => {
      becomeRootOfOwnNamespace()
      process.exitCode = await check(command, options)
    })
}

async function check(command: readonly string[], { json, verbose, patience }: CheckOptions): Promise<ExitCode> {
  const [program = ''] = command
  if (!isRunnable(program)) {
    throw new UsageError(`Cannot start «${program}»: there is no such program, or it may not be executed (chmod +x).`)
  }
  using interrupt = onInterrupt()
  const printer = json
    ? null
    : new CheckPrinter({ verbose, width: terminalWidth(), print: (text) => console.log(text) })
  const start = startInLab(command, probeCapabilities(findTools()))
  const { signal } = interrupt
  try {
    const report = await checkAgent({
      start,
      patience: patience * 1000,
      signal,
      told: (scene, self) => printer?.scene(scene, self),
    })
    if (printer === null) console.log(JSON.stringify(checkJson(command, report), null, 2))
    else printer.end(report)
    return faultsIn(report).length === 0 ? EXIT.expected : EXIT.unexpected
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted
    throw error
  }
}
