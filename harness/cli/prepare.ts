import { list } from '../../reports/words/count.ts'
import { type Stock, takeStock } from '../evidence/stock.ts'
import { installCommand } from '../lab/capability/packages.ts'
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
  readonly signal: AbortSignal
}

/** Finds out what this machine can do; as root, installs the system tools that the claims need and that are missing. */
export async function prepare({ specs, claims, mayInstall, signal }: Preparation): Promise<Stock> {
  const stock = takeStock()
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
  return takeStock()
}

function withoutTools({ tools, claims }: MissingTools, obstacle: string): string {
  const cost = `${count(claims.length, 'claim')} not tested: ${some(claims)}`
  return `Not installing ${list(tools)} (${obstacle}). Without: ${cost}. To install: ${installCommand(tools)}`
}
