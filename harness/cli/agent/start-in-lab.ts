import { buildLab, type LabOptions } from '../../lab/build.ts'
import type { Capabilities } from '../../lab/capability/capability.ts'
import type { Machine } from '../../lab/machine.ts'
import { TapError } from '../../lab/netns/tap.ts'
import { loopback } from '../../lab/plan.ts'
import { inet } from '../../sockets/address.ts'
import type { StartAgent, StartedAgent } from '../../sockets/agent/check/check-agent.ts'
import type { Place } from '../../sockets/agent/check/place.ts'
import { startAgent } from '../../sockets/agent/child.ts'
import type { AgentSelf } from '../../sockets/agent/protocol.ts'
import { UsageError } from '../exit-code.ts'

/** The first of a few ports that an agent with a stack of its own is asked to bind; nobody else is there. */
const PORT = 3_490

/** Starts agents, each in a lab of its own where it is alone: with the interface that it asks for, or on the kernel's loopback. */
export function startInLab(command: readonly string[], capabilities: Capabilities): StartAgent {
  return async (self) => {
    if (self === null) return onItsOwn(command)
    const lab = await labFor(self, capabilities)
    try {
      const machine = lab.machines.agent
      const pipes = machine.within(() => startAgent(command, machine.frames))
      return {
        pipes,
        network: machine.network,
        place: placeOn(machine, self),
        [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
      }
    } catch (error) {
      await lab[Symbol.asyncDispose]()
      throw error
    }
  }
}

/** To be asked what it is; sockets are not asked of it. */
function onItsOwn(command: readonly string[]): StartedAgent {
  const place = { own: inet('127.0.0.1', 0), reachesItself: false }
  return { pipes: startAgent(command), network: null, place, [Symbol.asyncDispose]: async () => {} }
}

async function labFor(self: AgentSelf, capabilities: Capabilities) {
  const kind = self.network
  const found = capabilities['network namespaces']
  if (kind !== 'kernel' && !found.available) {
    const why = `There are no network namespaces here: ${found.reason}. To mend it: ${found.mend}.`
    throw new UsageError(`The agent asks for a network of kind «${kind}», which takes one of its own. ${why}`)
  }
  const network = { kind, loopback: kind === 'kernel' || self.loopback === true }
  try {
    return await buildLab(loopback(['agent']), { backend: 'namespaces', capabilities, network } satisfies LabOptions)
  } catch (error) {
    if (error instanceof TapError) throw new UsageError(error.message)
    throw error
  }
}

function placeOn({ addresses, network }: Machine, self: AgentSelf): Place {
  const isKernels = network.kind === 'kernel'
  const address = addresses.find(({ family }) => family === 'AF_INET')?.address ?? '0.0.0.0'
  return { own: inet(address, isKernels ? 0 : PORT), reachesItself: isKernels || self.loopback === true }
}
