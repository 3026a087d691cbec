import { Command } from 'commander'
import { list } from '../../reports/words/count.ts'
import type { ClaimDescription } from '../evidence/schema.ts'
import { type Stock, takeStock } from '../evidence/stock.ts'
import { installCommand } from '../lab/capability/packages.ts'
import type { Containers } from '../lab/docker/probe.ts'
import { describeClaims } from './catalogue/describe.ts'
import { catalogue } from './catalogue/folder.ts'
import { checksOf } from './checkup/checks.ts'
import { checkupText } from './checkup/checkup-text.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { install, whyNotInstall } from './install.ts'
import { missingTools } from './missing-tools.ts'
import { terminalWidth } from './text/width.ts'
import { becomeRootOfOwnNamespace } from './user-namespace.ts'

interface DoctorOptions {
  readonly json: boolean
  readonly fix: boolean
  readonly strict: boolean
}

/** `sockproof doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Tells what this machine can do, what is missing, which claims that costs, and how to mend it.')
    .option('--json', 'print it as JSON', false)
    .option('--fix', 'as root: install missing system tools with apt-get', false)
    .option('--strict', 'exit with 3 if something is missing', false)
    .addHelpText(
      'after',
      `
Examples:
  sockproof doctor
  sockproof doctor --json | jq '.missing[].mend'
  sockproof doctor --strict                     for CI: what is missing is an error
  sudo sockproof doctor --fix`,
    )
    .action(async (options: DoctorOptions) => {
      if (!options.fix) becomeRootOfOwnNamespace()
      process.exitCode = await doctor(options)
    })
}

async function doctor({ json, fix, strict }: DoctorOptions): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const claims = (await describeClaims(specs, ids)).flatMap(({ claim }) => (claim === null ? [] : [claim]))
  const { probeContainers } = await import('../lab/docker/probe.ts')
  const containers = await probeContainers({ fetches: false })
  const before = takeStock(containers)
  const { fingerprint } = fix ? await mended(before, containers, claims) : before
  const checks = checksOf(fingerprint.capabilities, claims)
  const missing = checks.filter(({ available }) => !available)
  if (json) console.log(JSON.stringify({ machine: fingerprint, claims: claims.length, checks, missing }, null, 2))
  else console.log(checkupText(fingerprint, checks, claims.length, terminalWidth()))
  return strict && missing.some(({ claims: without }) => without.length > 0) ? EXIT.untested : EXIT.expected
}

/** Installs what packages bring. */
async function mended(stock: Stock, containers: Containers, claims: readonly ClaimDescription[]): Promise<Stock> {
  const { tools } = missingTools(claims, stock.capabilities)
  if (tools.length === 0) return stock
  const obstacle = whyNotInstall(stock.fingerprint.user)
  if (obstacle !== null)
    throw new UsageError(`Cannot install ${list(tools)}: ${obstacle}. On Debian and Ubuntu: ${installCommand(tools)}`)
  const installation = await install(tools)
  if (installation.kind === 'failed')
    throw new UsageError(`${installation.command} did not succeed: ${installation.said}`)
  return takeStock(containers)
}
