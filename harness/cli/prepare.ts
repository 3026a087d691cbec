import { list } from '../../reports/words/count.ts'
import { type Stock, takeStock } from '../evidence/stock.ts'
import { hasContainers, type LabBackend } from '../lab/build.ts'
import { installCommand } from '../lab/capability/packages.ts'
import type { Containers } from '../lab/docker/probe.ts'
import { describeClaims } from './catalogue/describe.ts'
import { install, whyNotInstall } from './install.ts'
import { type MissingTools, missingTools } from './missing-tools.ts'
import { some } from './summary/cost-text.ts'
import { count } from './words.ts'

/** What is to run, and whether missing tools may be installed for it. */
export interface Preparation {
  readonly specs: string
  readonly claims: readonly string[]
  readonly mayInstall: boolean
  readonly backend: LabBackend
  readonly signal: AbortSignal
}

/** Finds out what this machine can do; as root, installs the system tools that the claims need and that are missing. */
export async function prepare({ specs, claims, mayInstall, backend, signal }: Preparation): Promise<Stock> {
  const containers = hasContainers(backend) ? await lookForContainers() : null
  const stock = takeStock(containers)
  if (stock.fingerprint.capabilities.every(({ available }) => available)) return stock
  const described = await describeClaims(specs, claims)
  const known = described.flatMap(({ claim }) => claim ?? [])
  const missing = missingTools(known, stock.capabilities)
  if (missing.tools.length === 0) return stock
  const obstacle = mayInstall ? whyNotInstall(stock.fingerprint.user) : '--no-install was given'
  if (obstacle !== null) {
    console.log(withoutTools(missing, obstacle))
    return stock
  }
  const share = `${missing.claims.length} of ${count(claims.length, 'claim')}`
  const need = missing.claims.length === 1 ? 'needs' : 'need'
  console.log(`Installing ${list(missing.tools)}, which ${share} ${need} (apt-get; --no-install leaves that out) …`)
  const installation = await install(missing.tools, signal)
  if (installation.kind === 'failed') {
    console.log(`${installation.command} did not succeed, so the run goes on without: ${installation.said}`)
    return stock
  }
  return takeStock(containers)
}

/** Removes what workers could not when they were ended: networks, and containers that were never started, so do not end by themselves. */
export async function clearContainers(): Promise<void> {
  const [{ findEngine }, { sweep }] = await Promise.all([
    import('../lab/docker/engine.ts'),
    import('../lab/docker/sweep.ts'),
  ])
  try {
    await sweep(await findEngine())
  } catch {
    // There is no engine, or it has gone; the next run does it.
  }
}

async function lookForContainers(): Promise<Containers> {
  // Nothing else is to wait for the libraries that talk to an engine.
  const { probeContainers } = await import('../lab/docker/probe.ts')
  return await probeContainers({ fetches: true, say: console.log })
}

function withoutTools({ tools, claims }: MissingTools, obstacle: string): string {
  const cost = `${count(claims.length, 'claim')} not tested: ${some(claims)}`
  return `Not installing ${list(tools)} (${obstacle}). Without: ${cost}. To install: ${installCommand(tools)}`
}
