/** An agent broke the protocol, or its process ended: what it was asked cannot be known. */
export class AgentFault extends Error {
  override name = 'AgentFault'

  /**
   * @param command the command that started it
   * @param says what it did, after «The agent … »
   * @param stderr the lines that it wrote last to standard error
   * @param isCommand whether it is a command that can be given to `sockproof agent check`
   */
  constructor(command: string, says: string, stderr: readonly string[], isCommand = true) {
    const said = stderr.length === 0 ? '' : ` Last on its standard error: ${stderr.join(' / ')}.`
    const check = isCommand ? ` sockproof agent check -- ${command} tells what is wrong with it.` : ''
    super(`The agent «${command}» ${says}.${said}${check}`)
  }
}
