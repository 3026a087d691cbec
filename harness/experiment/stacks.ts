import type { Capabilities } from '../lab/capability/capability.ts'
import type { Lab, Machine } from '../lab/machine.ts'
import { startAgent } from '../sockets/agent/child.ts'
import { AgentConnection, type AgentPipes } from '../sockets/agent/connection.ts'
import type { AgentSelf } from '../sockets/agent/protocol.ts'
import { agentStack } from '../sockets/agent/stack.ts'
import { type LibcStack, libcStack } from '../sockets/libc/stack.ts'
import type { MachineStack } from '../sockets/machine-stack.ts'
import { privateStack } from './private-stack.ts'

/** The stack under test: this kernel's through libc, in this process, or whatever an agent stands for. */
export type StackChoice =
  | { readonly kind: 'libc' }
  | {
      readonly kind: 'agent'
      readonly command: readonly string[]
      /** What it said of itself when it was asked first. */
      readonly self: AgentSelf
      /** Whether its process makes the calls itself, so that its threads can be seen to sleep. */
      readonly showsThreads: boolean
    }

/** What the stacks of a lab were opened for. */
export interface StacksOptions {
  readonly choice: StackChoice
  readonly capabilities: Capabilities
  /** Told of each line that an agent writes to standard error. */
  readonly print: (host: string, line: string) => void
}

/** The stack of each machine of a lab: those that agents stand for have been started, and know their network. */
export class Stacks implements AsyncDisposable {
  readonly #byMachine: ReadonlyMap<Machine, MachineStack>

  private constructor(byMachine: ReadonlyMap<Machine, MachineStack>) {
    this.#byMachine = byMachine
  }

  /** Opens them. Rejects, and leaves nothing behind, if an agent cannot be started or does not say hello. */
  static async open(lab: Lab, options: StacksOptions): Promise<Stacks> {
    const libc = libcStack()
    const opening = [...hostsByMachine(lab)].map(async ([machine, host]) => {
      const stack = await openStack(machine, host, libc, options)
      return [machine, stack] as const
    })
    const opened = await Promise.allSettled(opening)
    const stacks = new Stacks(new Map(opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))))
    const failed = opened.find((one) => one.status === 'rejected')
    if (failed === undefined) return stacks
    await stacks[Symbol.asyncDispose]()
    throw failed.reason
  }

  /** The stack of a machine of the lab. */
  of(machine: Machine): MachineStack {
    const stack = this.#byMachine.get(machine)
    if (stack === undefined) throw new Error('The machine is not of this lab.')
    return stack
  }

  /** Rejects when one of them can answer no more; else it never settles. */
  get broken(): Promise<never> {
    return Promise.race([...this.#byMachine.values()].map(({ broken }) => broken))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#byMachine.values()].map((stack) => stack[Symbol.asyncDispose]()))
  }
}

/** Each machine once, with the first of its hosts. */
function hostsByMachine({ machines }: Lab): ReadonlyMap<Machine, string> {
  return new Map(
    Object.entries(machines)
      .reverse()
      .map(([host, machine]) => [machine, host]),
  )
}

async function openStack(
  machine: Machine,
  host: string,
  libc: LibcStack,
  { choice, capabilities, print }: StacksOptions,
): Promise<MachineStack> {
  const say = (line: string): void => print(host, line)
  if (machine.agent !== null)
    return greet(machine.agent, machine, { command: `in the container of ${host}`, isCommand: false, print: say })
  const isUnderTest = choice.kind === 'agent' && choice.self.network === machine.network.kind
  if (!isUnderTest) return inThisProcess(libc, machine, capabilities['queue lengths'].available)
  const pipes = machine.within(() => startAgent(choice.command, machine.frames))
  return greet(pipes, machine, { command: choice.command.join(' '), print: say })
}

async function greet(
  pipes: AgentPipes,
  machine: Machine,
  options: ConstructorParameters<typeof AgentConnection>[1],
): Promise<MachineStack> {
  const connection = new AgentConnection(pipes, options)
  try {
    return agentStack(connection, await connection.hello(machine.network))
  } catch (error) {
    await connection[Symbol.asyncDispose]()
    throw error
  }
}

function inThisProcess(libc: LibcStack, machine: Machine, tellsQueueLengths: boolean): MachineStack {
  const calls = privateStack(libc, machine)
  return {
    calls,
    process: process.pid,
    hasIpv6: true,
    tellsQueueLengths,
    broken: new Promise(() => {}),
    cancelBlocked: (fd) => calls.cancelBlocked(fd),
    [Symbol.asyncDispose]: async () => {},
  }
}
