import type { LabDescription } from '../../harness/evidence/schema.ts'
import type { Trace } from '../../harness/evidence/trace-schema.ts'
import type { Column } from './model.ts'

/** A host of the lab, as evidence describes it. */
export type LabHost = LabDescription['hosts'][number]

/**
 * The columns of a ladder before anybody is found missing: the hosts of the lab in its order, a router between the two
 * sides; without a lab, whoever acts in the trace.
 */
export function columnsOf(trace: Trace, hosts: readonly LabHost[]): Column[] {
  const actors = actorsOf(trace)
  const known = new Set(hosts.map(({ name }) => name))
  const columns = [
    ...hosts.map(labColumn),
    ...[...actors]
      .filter((name) => !known.has(name))
      .map((name) => ({ name, role: 'program' as const, addresses: [] })),
  ]
  return routerBetween(columns, hosts)
}

function actorsOf({ events }: Trace): Set<string> {
  const actors = new Set<string>()
  for (const event of events) if (event.host !== null) actors.add(event.host)
  return actors
}

function labColumn(host: LabHost): Column {
  const links = linksOf(host)
  const own = host.addresses.filter(({ interface: name }) => name !== 'lo' || links.length === 0)
  const role = links.length > 1 ? 'router' : links.length === 1 ? 'host' : 'program'
  return { name: host.name, role, addresses: own.map(({ address }) => address) }
}

/** The links of a host other than its own loopback. */
export function linksOf({ addresses }: LabHost): string[] {
  return [...new Set(addresses.filter(({ interface: name }) => name !== 'lo').map(({ link }) => link))]
}

function routerBetween(columns: readonly Column[], hosts: readonly LabHost[]): Column[] {
  const router = hosts.find((host) => linksOf(host).length > 1)
  if (router === undefined) return [...columns]
  const inner = linksOf(router)[0]
  const isInside = ({ name }: Column): boolean => {
    const host = hosts.find((one) => one.name === name)
    return host !== undefined && linksOf(host)[0] === inner
  }
  const others = columns.filter(({ name }) => name !== router.name)
  return [
    ...others.filter(isInside),
    ...columns.filter(({ name }) => name === router.name),
    ...others.filter((column) => !isInside(column)),
  ]
}
