import { errorText } from '../../errors.ts'
import type { StackChoice } from '../../experiment/stacks.ts'
import { hasContainers, type LabBackend } from '../../lab/build.ts'
import { commandOf } from '../../sockets/our-agents.ts'
import { UsageError } from '../exit-code.ts'
import type { RunOptions } from '../run-options.ts'
import { LIBC_STACK } from '../settings.ts'
import { agentCommandGiven } from './agent-command.ts'
import { askAgent } from './ask-agent.ts'

/** The stack that is put to the test, and what it is called. */
export interface ChosenStack {
  readonly name: string
  readonly choice: StackChoice
  readonly backend: LabBackend
}

/** What the options ask for. An agent is started once, to ask what it is. Throws a {@link UsageError} if that fails. */
export async function chooseStack({ stack, lab: backend, name }: RunOptions): Promise<ChosenStack> {
  if (stack === 'libc') {
    // Sockets in containers are told of by the name of their lab.
    const own = hasContainers(backend) ? backend : LIBC_STACK
    return { name: name ?? own, choice: { kind: 'libc' }, backend }
  }
  if (hasContainers(backend)) {
    throw new UsageError(
      `--lab ${backend} puts this kernel's sockets in containers to the test, by the agent of their image, so it does not go with --stack ${stack}. ` +
        'Leave one of the two out.',
    )
  }
  const command = stack === 'agent' ? agentCommandGiven() : commandOf(stack)
  if (command.length === 0) {
    throw new UsageError('--stack agent needs the command of an agent: sockproof verify --stack agent -- ./my-agent')
  }
  try {
    const { self, showsThreads } = await askAgent(command)
    return { name: name ?? self.name, choice: { kind: 'agent', command, self, showsThreads }, backend }
  } catch (error) {
    throw new UsageError(errorText(error))
  }
}
