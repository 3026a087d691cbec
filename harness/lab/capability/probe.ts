import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { errorText } from '../../errors.ts'
import { call, LibcError } from '../../sockets/libc/ffi.ts'
import { switchOn } from '../netns/interface.ts'
import { Namespace } from '../netns/namespace.ts'
import { startTranslating } from '../netns/router.ts'
import type { Capability } from '../plan.ts'
import { readConntrack } from '../state/conntrack.ts'
import type { Availability, Capabilities } from './capability.ts'
import { installCommand, type PackagedCapability } from './packages.ts'

const USER_NAMESPACES =
  'run as root, or allow user namespaces (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns=0); ' +
  'in a container add --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add NET_RAW or --privileged'

/** Finds out by trying what this machine can do. Takes some tens of milliseconds and leaves nothing behind. */
export function probeCapabilities(): Capabilities {
  const sockets = attempt(probeSockets, 'sockproof needs Linux on x64 or arm64 with glibc or musl')
  const namespaces = attempt(probeNamespaces, USER_NAMESPACES)
  const capture = needing(namespaces, () => attempt(probeCapture, USER_NAMESPACES))
  const nft = needing(namespaces, () => tool('nftables'))
  const nftables = needing(nft, () =>
    attempt(probeNftables, 'load the kernel modules nf_tables, nft_chain_nat and nft_masq'),
  )
  const conntrack = needing(nftables, () => attempt(probeConntrack, 'load the kernel module nf_conntrack'))
  return {
    sockets,
    'network namespaces': namespaces,
    'packet capture': capture,
    iproute2: tool('iproute2'),
    nftables,
    'conntrack table': conntrack,
    python3: tool('python3'),
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

const COMMANDS = { iproute2: ['ip', '-V'], nftables: ['nft', '--version'], python3: ['python3', '--version'] } as const

function tool(capability: PackagedCapability): Availability {
  const [command, argument] = COMMANDS[capability]
  const mend = installCommand(capability)
  const ran = spawnSync(command, [argument], { stdio: 'ignore' })
  if (ran.error !== undefined) return { available: false, reason: `the command ${command} is not installed`, mend }
  const reason = `${command} ${argument} ended with ${ran.status}`
  return ran.status === 0 ? { available: true } : { available: false, reason, mend }
}

function probeSockets(): void {
  const [AF_INET, SOCK_STREAM_CLOEXEC] = [2, 1 | 0o2000000]
  const { value, errno } = call('socket', AF_INET, SOCK_STREAM_CLOEXEC, 0)
  if (errno !== null) throw new LibcError('socket', [AF_INET, SOCK_STREAM_CLOEXEC, 0], errno)
  call('close', value)
}

function probeNamespaces(): void {
  using namespace = Namespace.create()
  namespace.within(() => {
    switchOn('lo')
    if (!existsSync('/proc/thread-self/net/tcp')) throw new Error('/proc/thread-self/net is not there: mount /proc')
  })
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

function probeNftables(): void {
  using namespace = Namespace.create()
  startTranslating({ translation: 'masquerade' }, namespace)
}

function probeConntrack(): void {
  using namespace = Namespace.create()
  startTranslating({ translation: 'masquerade' }, namespace)
  namespace.within(readConntrack)
}

/** In the order in which a reader asks for them. */
export const CAPABILITY_NAMES: readonly Capability[] = [
  'sockets',
  'network namespaces',
  'packet capture',
  'iproute2',
  'nftables',
  'conntrack table',
  'python3',
]
