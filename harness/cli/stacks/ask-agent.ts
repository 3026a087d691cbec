import { switchOn } from '../../lab/netns/interface.ts'
import { Namespace } from '../../lab/netns/namespace.ts'
import { type Discovered, discoverAgent } from '../../sockets/agent/discover.ts'

/**
 * Asks an agent what it is. It is started in a network namespace of its own, in which there is nothing but a loopback
 * interface, because it may be a stack that takes over whatever interfaces it finds.
 */
export async function askAgent(command: readonly string[]): Promise<Discovered> {
  using namespace = emptyNamespace()
  return await discoverAgent(command, namespace === null ? undefined : (act) => namespace.within(act))
}

/** Null where none can be made: then there are no labs for a stack of its own either, and agents use the kernel's network. */
function emptyNamespace(): Namespace | null {
  try {
    const namespace = Namespace.create()
    namespace.within(() => switchOn('lo'))
    return namespace
  } catch {
    return null
  }
}
