import { NetnsMachine } from '../netns/machine.ts'
import { Namespace } from '../netns/namespace.ts'
import type { WiredMachine } from '../netns/wiring.ts'
import type { HostContainer } from './container.ts'

/** The /proc of the container does not know processes of this machine, so for its programs it is mounted anew (proc(5)). */
const WITH_PROC = 'mount -t proc proc /proc && exec "$@"'

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

  /**
   * The command that runs a program with the files and names of the container, where only its network is entered
   * (nsenter(1)). It stays a process of this machine, which can be stopped and killed from here.
   */
  override inside(command: readonly string[]): readonly string[] {
    const enter = ['nsenter', `--target=${this.agent.pid}`, '--mount', '--uts', '--ipc', '--']
    return [...enter, 'unshare', '--mount', 'sh', '-c', WITH_PROC, 'sh', ...command]
  }
}
