import { NetnsMachine } from '../netns/machine.ts'
import { Namespace } from '../netns/namespace.ts'
import type { WiredMachine } from '../netns/wiring.ts'
import type { HostContainer } from './container.ts'

/** A machine that is a container: the sockets calls of its hosts are made inside by its agent. */
export class ContainerMachine extends NetnsMachine {
  override readonly agent: HostContainer
  /** Where the file system of the container begins, as this machine sees it. */
  override readonly root: string

  private constructor(container: HostContainer, wired: WiredMachine) {
    super(Namespace.open(`/proc/${container.pid}/ns/net`), wired)
    this.agent = container
    this.root = `/proc/${container.pid}/root`
  }

  /** Takes a container that runs as a machine to be. Its network is held on to, also when it ends. */
  static of(container: HostContainer, wired: WiredMachine): ContainerMachine {
    return new ContainerMachine(container, wired)
  }

  /** The command that runs a program with the files and names of the container, where only its network is entered (nsenter(1)). */
  override inside(command: readonly string[]): readonly string[] {
    return ['nsenter', `--target=${this.agent.pid}`, '--mount', '--uts', '--ipc', '--', ...command]
  }
}
