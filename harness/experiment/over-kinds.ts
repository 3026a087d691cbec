import type { Condition } from '../evidence/schema.ts'
import type { Json } from '../evidence/trace-schema.ts'
import { SOCKET_KINDS, type SocketKind, type SocketKindName } from '../sockets/kinds.ts'
import type { Tools } from './tools.ts'

/** What was observed of each kind of socket. */
export type ByKind<Name extends SocketKindName, Seen> = Readonly<Record<Name, Seen>>

/** Does the same with one kind of socket after the other, each a step of the timeline; without IPv6 over IPv4 only. */
export async function overKinds<Name extends SocketKindName, Seen extends Json>(
  kinds: readonly Name[],
  { say, hasIpv6 }: Pick<Tools, 'say' | 'hasIpv6'>,
  run: (kind: SocketKind, name: Name) => Promise<Seen>,
): Promise<ByKind<Name, Seen>> {
  const seen: Partial<Record<Name, Seen>> = {}
  for (const name of kinds) {
    if (!hasIpv6 && SOCKET_KINDS[name].domain === 'AF_INET6') continue
    say(name)
    seen[name] = await run(SOCKET_KINDS[name], name)
  }
  return seen as ByKind<Name, Seen>
}

/** Does the same with every kind of socket at the same time, for what takes a kernel timer’s time; as {@link overKinds}. */
export async function overKindsAtOnce<Name extends SocketKindName, Seen>(
  kinds: readonly Name[],
  { hasIpv6 }: Pick<Tools, 'hasIpv6'>,
  run: (kind: SocketKind, name: Name) => Promise<Seen>,
): Promise<ByKind<Name, Seen>> {
  const known = kinds.filter((name) => hasIpv6 || SOCKET_KINDS[name].domain !== 'AF_INET6')
  const seen = await Promise.all(known.map(async (name) => [name, await run(SOCKET_KINDS[name], name)] as const))
  return Object.fromEntries(seen) as ByKind<Name, Seen>
}

/** Judges what was observed of each kind of socket by the same conditions; each names the kind. */
export function ofEachKind<Name extends SocketKindName, Seen>(
  seen: ByKind<Name, Seen>,
  judge: (seen: Seen, name: Name) => readonly (Condition | readonly Condition[])[],
): readonly Condition[] {
  return Object.entries<Seen>(seen).flatMap(([name, one]) =>
    judge(one, name as Name)
      .flat()
      .map((condition) => ({ ...condition, says: `${name}: ${condition.says}` })),
  )
}
