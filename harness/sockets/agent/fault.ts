/** An agent broke the protocol, or its process ended: what it was asked cannot be known. */
export class AgentFault extends Error {
  override name = 'AgentFault'

  /**
   * @param command the command that started it
   * @param says what it did, after «The agent … »
   * @param stderr the lines that it wrote last to standard error
   */
  constructor(command: string, says: string, stderr: readonly string[]) {
    const said = stderr.length === 0 ? '' : ` Last on its standard error: ${stderr.join(' / ')}.`
    super(`The agent «${command}» ${says}.${said} sockproof agent check -- ${command} tells what is wrong with it.`)
  }
}
