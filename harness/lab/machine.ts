import type { LabDescription } from '../evidence/schema.ts'
import type { Lack } from '../not-offered.ts'
import type { AgentPipes } from '../sockets/agent/connection.ts'
import type { AgentNetwork } from '../sockets/agent/protocol.ts'
import type { Carrier } from './link/carrier.ts'

/** An interface of a machine, as the lab attached it. */
export interface MachineInterface {
  readonly name: string
  /** Interface index in the machine's namespace (if_nametoindex(3)). */
  readonly index: number
  /** The link that it is attached to, for example `lan`. */
  readonly link: string
  /** Its Ethernet address, for example `02:00:0a:4d:00:0b`; all zeros on a loopback interface. */
  readonly hardwareAddress: string
}

/** An address of a machine. */
export interface MachineAddress {
  readonly family: 'AF_INET' | 'AF_INET6'
  readonly address: string
  readonly interface: string
  readonly link: string
}

/** One machine of a lab: where the programs of one or more hosts run. */
export interface Machine {
  /** Runs a synchronous function on this machine: sockets and processes that it makes are the machine's. */
  within<T>(act: () => T): T
  /** Like `within`, but cheaper when it is called again and again, see `Namespace.lingerWithin`. */
  lingerWithin<T>(act: () => T): T
  readonly interfaces: readonly MachineInterface[]
  readonly addresses: readonly MachineAddress[]
  /** The address of the router to which it gives what is for other links, null if it has none. */
  readonly gateway: string | null
  /** The sysctls that were set, as they read afterwards. */
  readonly sysctls: Readonly<Record<string, string>>
  /** Whether nothing but this lab uses it, so that its counters, ports and wire are the experiment's alone. */
  readonly isPrivate: boolean
  /** Why nothing of its kernel is set for an experiment, or read that others change too; null where the lab may do that. */
  readonly untouchable: Lack | null
  /** What an agent on it has; but for `kernel`, its kernel is not the stack of its hosts. */
  readonly network: AgentNetwork
  /** The descriptor in this process that an agent which is started on it inherits as its descriptor 3; null for none. */
  readonly frames: number | null
  /** The agent that it was made with, as a container is; null if one is to be started on it. */
  readonly agent: AgentPipes | null
  /** The command that runs a program on it, where `within` alone does not do that. */
  inside(command: readonly string[]): readonly string[]
  /** Where its file system begins, as this process sees it: empty, or a folder. */
  readonly root: string
}

/** What a machine is that is nothing but this kernel's. */
export const OF_THIS_KERNEL = {
  untouchable: null,
  network: { kind: 'kernel' },
  frames: null,
  agent: null,
  inside: (command: readonly string[]) => command,
  root: '',
} as const satisfies Partial<Machine>

/** A lab that stands. Disposing of it leaves nothing behind. */
export interface Lab<Host extends string = string> extends AsyncDisposable {
  readonly backend: string
  /** Hosts that share a machine (programs on one host) have the same one. */
  readonly machines: Readonly<Record<Host, Machine>>
  /** What carries the frames between two hosts, where the plan puts the link into the experiment's hands; else null. */
  readonly carrier: Carrier | null
  /** A port that no socket of the lab, or of a machine that it shares, is bound to: each time another one. */
  readonly nextPort: () => number
  describe(): LabDescription
}
