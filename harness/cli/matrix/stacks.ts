import { accessSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorText } from '../../errors.ts'
import type { Availability } from '../../lab/capability/capability.ts'
import { commandOf, type OurAgent } from '../../sockets/our-agents.ts'
import { programCalled } from '../program-called.ts'
import { askAgent } from '../stacks/ask-agent.ts'

/** A stack that the matrix can have a column of. */
export interface MatrixStack {
  readonly name: string
  /** Whose sockets they are, in a few words. */
  readonly says: string
  /** The program, and its first arguments, that runs claims on it; options and filters of `verify` follow. */
  readonly command: readonly string[]
  /** Finds out whether it is there. */
  readonly probe: () => Availability | Promise<Availability>
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

const verify = (...options: readonly string[]): readonly string[] => [process.execPath, MAIN, 'verify', ...options]

const INSTALL = 'apt-get update && apt-get install --yes --no-install-recommends'

/** The stacks that sockproof knows how to start, in the order of their columns. */
export const MATRIX_STACKS: readonly MatrixStack[] = [
  {
    name: 'linux',
    says: 'this kernel, hosts in network namespaces',
    command: verify(),
    probe: () => ({ available: true }),
  },
  {
    name: 'docker',
    says: 'this kernel, hosts in Docker containers',
    command: verify('--lab', 'docker'),
    probe: async () => (await import('../../lab/docker/probe.ts')).probeContainers({ fetches: true }),
  },
  {
    name: 'docker-bridge',
    says: 'this kernel, on Docker’s own bridge and behind its NAT',
    command: verify('--lab', 'docker-bridge'),
    probe: async () => (await import('../../lab/docker/probe.ts')).probeContainers({ fetches: true }),
  },
  {
    name: 'gvisor',
    says: 'gVisor, a kernel in user space',
    command: [tool('verify-in-gvisor.sh')],
    probe: () => needing('verify-in-gvisor.sh', { runsc: 'runsc' }, 'root'),
  },
  {
    name: 'uml',
    says: 'user-mode Linux, another version of the kernel',
    command: [tool('verify-in-uml.sh')],
    probe: () => needing('verify-in-uml.sh', { 'linux.uml': 'user-mode-linux kmod', modprobe: 'kmod' }),
  },
  agent('lwip', 'lwIP, a stack for small devices'),
  agent('python', 'this kernel, as Python’s socket module has it'),
  agent('node', 'this kernel, as Node’s net and dgram have it'),
]

function agent(name: OurAgent, says: string): MatrixStack {
  const probe = async (): Promise<Availability> => {
    try {
      await askAgent(commandOf(name))
      return { available: true }
    } catch (error) {
      return { available: false, reason: errorText(error), mend: mendOf[name] }
    }
  }
  return { name, says, command: verify('--stack', name), probe }
}

const mendOf: Readonly<Record<OurAgent, string>> = {
  lwip: `${INSTALL} liblwip0; run as root, for its TAP devices`,
  python: `${INSTALL} python3-minimal`,
  node: 'npm ci, if files of this package are missing',
}

/** Scripts that start sockproof inside another kernel; they lie in the sources, also of a package. */
function tool(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const inSources = join(here, '../../../tools', name)
  return isThere(inSources) ? inSources : join(here, '../../../../tools', name)
}

function isThere(file: string): boolean {
  try {
    accessSync(file)
    return true
  } catch {
    return false
  }
}

/** What a script needs: programs, each with the Debian packages that bring it, and perhaps root. */
function needing(script: string, programs: Readonly<Record<string, string>>, user?: 'root'): Availability {
  if (!isThere(tool(script))) {
    return { available: false, reason: `${tool(script)} is not there`, mend: 'take the whole package, or a clone' }
  }
  for (const [program, packages] of Object.entries(programs)) {
    if (programCalled(program) === null && programCalled(program, SYSTEM_FOLDERS) === null) {
      return { available: false, reason: `the command ${program} is not installed`, mend: `${INSTALL} ${packages}` }
    }
  }
  if (user === 'root' && process.getuid?.() !== 0)
    return { available: false, reason: 'it takes root', mend: 'run as root' }
  return { available: true }
}

const SYSTEM_FOLDERS = '/usr/sbin:/sbin'
