import { spawnSync } from 'node:child_process'

/** A system tool that the lab is built with could not do its part. */
export class ToolError extends Error {
  override name = 'ToolError'
}

/**
 * For a process of an experiment: Ctrl-C goes to every process of the terminal's group, and one that it ended would make
 * a claim look broken that was only interrupted. In a session of its own it ends when the harness ends it.
 */
export const OUT_OF_REACH_OF_THE_TERMINAL = { detached: true } as const

/**
 * Runs a system tool to its end on this thread, so that it runs in the namespace that the thread is in.
 *
 * @param input what it reads on standard input, for example the lines of `ip -batch -`
 * @returns what it printed
 * @throws ToolError naming the command, its input and what it said
 */
export function runTool(command: string, args: readonly string[], input = ''): string {
  const run = () =>
    spawnSync(command, args, {
      input,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      ...OUT_OF_REACH_OF_THE_TERMINAL,
    })
  let ended = run()
  // Ctrl-C can hit a process in the moment before it has a session of its own, which is before it has done anything.
  if (ended.signal === 'SIGINT') ended = run()
  if (ended.error !== undefined) {
    throw new ToolError(`Cannot run ${command}: ${ended.error.message}. sockproof doctor tells how to install it.`)
  }
  if (ended.status !== 0) {
    const asked = input === '' ? '' : `\nwith input:\n${input.trimEnd()}`
    const how = ended.signal === null ? `ended with ${ended.status}` : `was ended by ${ended.signal}`
    throw new ToolError(`${[command, ...args].join(' ')} ${how}: ${ended.stderr.trim()}${asked}`)
  }
  return ended.stdout
}
