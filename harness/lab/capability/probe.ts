import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, readFileSync } from 'node:fs'
import { errorText } from '../../errors.ts'
import { call, LibcError } from '../../sockets/libc/ffi.ts'
import { actingAsUser, NOBODY } from '../credentials.ts'
import { whyNoIpv6Loopback } from '../loopback/ipv6.ts'
import { switchOn } from '../netns/interface.ts'
import { Namespace } from '../netns/namespace.ts'
import { startTranslating } from '../netns/router.ts'
import { openTap } from '../netns/tap.ts'
import type { Capability } from '../plan.ts'
import { readConntrack } from '../state/conntrack.ts'
import { writeSysctl } from '../sysctls.ts'
import type { Availability, Capabilities } from './capability.ts'
import { installCommand, type PackagedCapability } from './packages.ts'
import { findTools, type Tools } from './tools.ts'
import { probeConnectionTable, probeQueueLengths } from './waiting-connection.ts'

const USER_NAMESPACES =
  'run as root, or allow user namespaces (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns=0); ' +
  'in a container add --privileged'

const ANOTHER_USER = 'run as root: in a user namespace there is no second user'

const ANOTHER_KERNEL = 'run on Linux itself; a kernel that takes its place, as gVisor does, may not tell'

const IPV6 =
  'load the kernel module ipv6, and give the loopback interface its address (sysctl net.ipv6.conf.lo.disable_ipv6=0)'

const TAP_DEVICES =
  'load the kernel module tun (modprobe tun); in a container add --device /dev/net/tun; as an ordinary user chmod 666 /dev/net/tun'

const WRITABLE_SYSCTLS =
  'make /proc/sys writable (mount -o remount,rw /proc/sys); a container has it read-only unless it is run with --privileged'

const TRACING =
  'allow programs to be traced (sysctl kernel.yama.ptrace_scope=1 or 0); in a container add --cap-add SYS_PTRACE'

/** Whether there can be containers takes an engine to find out, see `probeContainers`; only the Docker lab needs them. */
const NOT_LOOKED_FOR: Availability = {
  available: false,
  reason: 'nobody looked for a Docker engine',
  mend: 'sockproof verify --lab docker, and sockproof doctor, look for one',
}

/**
 * Finds out by trying what this machine can do. Takes some tens of milliseconds and leaves nothing behind.
 *
 * @param containers what was found out of containers
 */
export function probeCapabilities(tools: Tools = findTools(), containers: Availability = NOT_LOOKED_FOR): Capabilities {
  const sockets = attempt(probeSockets, 'sockproof needs Linux on x64 or arm64 with glibc or musl')
  const made = attempt(probeNamespaces, USER_NAMESPACES)
  const namespaces = needing(made, () => attempt(probeSysctls, WRITABLE_SYSCTLS))
  const nft = needing(namespaces, () => available('nftables', tools))
  const translation = nft.available ? probeTranslation() : { nftables: nft, conntrack: nft }
  return {
    sockets,
    'network namespaces': namespaces,
    'packet capture': needing(namespaces, () => attempt(probeCapture, USER_NAMESPACES)),
    iproute2: available('iproute2', tools),
    nftables: translation.nftables,
    'conntrack table': translation.conntrack,
    IPv6: attempt(() => probeIpv6(namespaces.available), IPV6),
    'queue lengths': attempt(onLoopback(probeQueueLengths, namespaces.available), ANOTHER_KERNEL),
    'connection table': attempt(onLoopback(probeConnectionTable, namespaces.available), ANOTHER_KERNEL),
    'sleeping threads': attempt(probeSleepingThreads, ANOTHER_KERNEL),
    // Calls of this machine's sockets are made by this process; those of an agent are not.
    'own process': { available: true },
    'TAP devices': needing(namespaces, () => attempt(probeTap, TAP_DEVICES)),
    'second user': attempt(probeAnotherUser, ANOTHER_USER),
    python3: available('python3', tools),
    strace: needing(available('strace', tools), () => attempt(probeTracing, TRACING)),
    containers,
  }
}

function attempt(probe: () => void, mend: string): Availability {
  try {
    probe()
    return { available: true }
  } catch (error) {
    return { available: false, reason: errorText(error), mend }
  }
}

/** What cannot be tried because something else is missing already. */
function needing(first: Availability, probe: () => Availability): Availability {
  return first.available ? probe() : first
}

function available(capability: PackagedCapability, tools: Tools): Availability {
  const { reason } = tools[capability]
  return reason === null ? { available: true } : { available: false, reason, mend: installCommand([capability]) }
}

function probeSockets(): void {
  const [AF_INET, SOCK_STREAM_CLOEXEC] = [2, 1 | 0o2000000]
  const { value, errno } = call('socket', AF_INET, SOCK_STREAM_CLOEXEC, 0)
  if (errno !== null) throw new LibcError('socket', [AF_INET, SOCK_STREAM_CLOEXEC, 0], errno)
  call('close', value)
}

/** Labs give their hosts IPv6 addresses of their own; without namespaces the machine's loopback interface must have one. */
function probeIpv6(inNamespace: boolean): void {
  const errno = onLoopback(whyNoIpv6Loopback, inNamespace)()
  if (errno !== null) throw new LibcError('bind', ['::1'], errno)
}

/** Looks at a loopback interface: that of a namespace of its own, or the one that there is. */
function onLoopback<T>(look: () => T, inNamespace: boolean): () => T {
  if (!inNamespace) return look
  return () => {
    using namespace = Namespace.create()
    return namespace.within(() => {
      switchOn('lo')
      return look()
    })
  }
}

/** That the kernel tells in which system call a thread sleeps (proc_pid_syscall(5)). */
function probeSleepingThreads(): void {
  readFileSync('/proc/thread-self/syscall')
}

/** Stacks of their own are at the end of a TAP device. */
function probeTap(): void {
  using namespace = Namespace.create()
  closeSync(namespace.within(() => openTap('probe')))
}

function probeAnotherUser(): void {
  actingAsUser(NOBODY, () => {})
}

/** ptrace(2) may be forbidden although strace is there. */
function probeTracing(): void {
  const { status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr.trim().split('\n')[0] || 'strace cannot trace a program')
}

function probeNamespaces(): void {
  using namespace = Namespace.create()
  namespace.within(() => {
    switchOn('lo')
    if (!existsSync('/proc/thread-self/net/tcp')) throw new Error('/proc/thread-self/net is not there: mount /proc')
  })
}

/** Labs set sysctls of their own namespaces; where /proc/sys is read-only they cannot be built. */
function probeSysctls(): void {
  using namespace = Namespace.create()
  namespace.within(() => writeSysctl('ipv4.ip_forward', '0'))
}

function probeCapture(): void {
  using namespace = Namespace.create()
  namespace.within(() => {
    const [AF_PACKET, SOCK_RAW_CLOEXEC] = [17, 3 | 0o2000000]
    const { value, errno } = call('socket', AF_PACKET, SOCK_RAW_CLOEXEC, 0)
    if (errno !== null) throw new LibcError('socket', ['AF_PACKET', 'SOCK_RAW', 0], errno)
    call('close', value)
  })
}

/** Has a namespace of its own translate addresses, and reads its table. */
function probeTranslation(): { nftables: Availability; conntrack: Availability } {
  using namespace = Namespace.create()
  const nftables = attempt(
    () => startTranslating({ translation: 'masquerade' }, namespace),
    'load the kernel modules nf_tables, nft_chain_nat and nft_masq',
  )
  const conntrack = needing(nftables, () =>
    attempt(() => namespace.within(readConntrack), 'load the kernel module nf_conntrack'),
  )
  return { nftables, conntrack }
}

/** In the order in which a reader asks for them. */
export const CAPABILITY_NAMES: readonly Capability[] = [
  'sockets',
  'network namespaces',
  'packet capture',
  'iproute2',
  'nftables',
  'conntrack table',
  'IPv6',
  'queue lengths',
  'connection table',
  'sleeping threads',
  'own process',
  'TAP devices',
  'second user',
  'python3',
  'strace',
  'containers',
]
