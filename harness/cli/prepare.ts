import { type Stock, takeStock } from '../evidence/stock.ts'
import { describeClaims } from './catalogue/describe.ts'
import { canInstall, install, installable } from './install.ts'

/** What is to run, and whether missing tools may be installed for it. */
export interface Preparation {
  readonly specs: string
  readonly claims: readonly string[]
  readonly mayInstall: boolean
  readonly signal: AbortSignal
}

/** Finds out what this machine can do; as root, installs the system tools that the claims need and that are missing. */
export async function prepare({ specs, claims, mayInstall, signal }: Preparation): Promise<Stock> {
  const stock = takeStock()
  const isComplete = stock.fingerprint.capabilities.every(({ available }) => available)
  if (isComplete || !mayInstall || !canInstall(stock.fingerprint.user)) return stock
  const described = await describeClaims(specs, claims)
  const missing = installable(
    described.flatMap(({ claim }) => claim?.lab.needs ?? []),
    stock.capabilities,
  )
  if (missing.length === 0) return stock
  console.log(`Installing ${missing.join(', ')}, which claims of this run need (--no-install leaves that out) …`)
  const installation = await install(missing, signal)
  if (installation.kind === 'failed') {
    console.log(`${installation.command} did not succeed, so the run goes on without: ${installation.said}`)
    return stock
  }
  return takeStock()
}
