import { existsSync, readFileSync } from 'node:fs'
import { arch, availableParallelism, release, totalmem } from 'node:os'
import type { Tools } from '../lab/capability/tools.ts'
import type { Fingerprint } from './schema.ts'

/** What the caller knows of the machine already. */
export interface Known {
  readonly sockproof: string
  readonly capabilities: Fingerprint['capabilities']
  readonly sysctls: readonly string[]
  readonly tools: Tools
  /** The Docker engine whose containers are to be hosts; null if none are. */
  readonly engine: string | null
}

/** The environment that evidence is taken in. */
export function takeFingerprint({ sockproof, capabilities, sysctls, tools, engine }: Known): Fingerprint {
  return {
    sockproof,
    kernel: `Linux ${release()}`,
    machine: arch(),
    distribution: osRelease('PRETTY_NAME') ?? 'unknown',
    libc: libc(),
    runtime: `node ${process.versions.node}`,
    user: user(),
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    container: container(),
    capabilities: [...capabilities],
    sysctls: Object.fromEntries(sysctls.flatMap((name) => readSetting(name))),
    tools: Object.fromEntries([
      ...Object.entries(tools).flatMap(([name, { version }]) => (version === null ? [] : [[name, version]])),
      ...(engine === null ? [] : [['docker', engine]]),
    ]),
  }
}

function osRelease(key: string): string | null {
  const file = '/etc/os-release'
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return new RegExp(`^${key}="?(.*?)"?$`, 'm').exec(text)?.[1] ?? null
}

/** Node's own report of the process names the C library it runs on. */
function libc(): string {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }
  const glibc = report.header.glibcVersionRuntime
  return glibc === undefined ? 'musl' : `glibc ${glibc}`
}

/** Root of the machine, root of a user namespace only (its identities are mapped), or an ordinary user. */
function user(): string {
  if (process.getuid?.() !== 0) return 'unprivileged'
  const map = existsSync('/proc/self/uid_map') ? readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/) : []
  return map[0] === '0' && map[1] === '0' && Number(map[2]) >= 4_294_967_295 ? 'root' : 'root of a user namespace'
}

function container(): string | null {
  if (existsSync('/.dockerenv')) return 'docker'
  if (existsSync('/run/.containerenv')) return 'podman'
  return process.env.container ?? null
}

function readSetting(name: string): readonly (readonly [string, string])[] {
  const file = `/proc/sys/${name.replaceAll('.', '/')}`
  return existsSync(file) ? [[name, readFileSync(file, 'utf8').trim().replace(/\s+/g, ' ')]] : []
}
