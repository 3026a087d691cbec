let taken: readonly string[] = []

/**
 * Takes the command of an agent off the arguments: with `--stack agent`, what stands behind `--`. Without that option `--` is
 * left as it is. What was taken is given by {@link agentCommandGiven}.
 */
export function takeAgentCommand(args: readonly string[]): readonly string[] {
  const dashes = args.indexOf('--')
  const before = dashes === -1 ? args : args.slice(0, dashes)
  const isAsked = before.some(
    (one, index) => one === '--stack=agent' || (one === 'agent' && before[index - 1] === '--stack'),
  )
  taken = isAsked && dashes !== -1 ? args.slice(dashes + 1) : []
  return isAsked ? before : args
}

/** The command of the agent that the user gave; empty if there is none. */
export function agentCommandGiven(): readonly string[] {
  return taken
}
