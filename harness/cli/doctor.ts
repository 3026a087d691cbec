import { Command } from 'commander'
import pc from 'picocolors'
import type { ClaimDescription, Fingerprint } from '../evidence/schema.ts'
import { type Stock, takeStock } from '../evidence/stock.ts'
import { describeClaims } from './catalogue/describe.ts'
import { catalogue } from './catalogue/folder.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { canInstall, install, installable } from './install.ts'
import { programCalled } from './program-called.ts'
import { costText } from './summary/cost-text.ts'
import { type Cost, costs } from './summary/costs.ts'
import { becomeRootOfOwnNamespace } from './user-namespace.ts'
import { count } from './words.ts'

interface DoctorOptions {
  readonly json: boolean
  readonly fix: boolean
}

/** `sockproof doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Tells what this machine can do, what is missing, which claims that costs, and how to mend it.')
    .option('--json', 'print it as JSON', false)
    .option('--fix', 'as root: install missing system tools with apt-get', false)
    .addHelpText(
      'after',
      `
Examples:
  sockproof doctor
  sockproof doctor --json | jq '.missing[].mend'
  sudo sockproof doctor --fix

Exit codes: 0 nothing is missing, 2 the tools could not be installed, 3 something is missing.`,
    )
    .action(async (options: DoctorOptions) => {
      if (!options.fix) becomeRootOfOwnNamespace()
      process.exitCode = await doctor(options)
    })
}

async function doctor({ json, fix }: DoctorOptions): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const claims = (await describeClaims(specs, ids)).flatMap(({ claim }) => (claim === null ? [] : [claim]))
  const before = takeStock()
  const { fingerprint } = fix ? await mended(before, claims) : before
  const missing = costs(fingerprint.capabilities, claims)
  if (json) console.log(JSON.stringify({ machine: fingerprint, claims: claims.length, missing }, null, 2))
  else console.log(report(fingerprint, claims.length, missing))
  return missing.length === 0 ? EXIT.expected : EXIT.untested
}

/** Installs what packages bring. */
async function mended(stock: Stock, claims: readonly ClaimDescription[]): Promise<Stock> {
  const needs = claims.flatMap(({ lab }) => lab.needs)
  const missing = installable(needs, stock.capabilities)
  if (missing.length === 0) return stock
  const { user } = stock.fingerprint
  if (!canInstall(user)) {
    throw new UsageError(
      `Cannot install ${missing.join(', ')}: that takes root of the machine and apt-get. This user is ${user}, and ` +
        `apt-get is ${programCalled('apt-get') === null ? 'not in PATH' : 'there'}. ` +
        "Run it as root, or install them with this system's own tools.",
    )
  }
  const installation = await install(missing)
  if (installation.kind === 'failed')
    throw new UsageError(`${installation.command} did not succeed: ${installation.said}`)
  return takeStock()
}

function report({ capabilities, ...machine }: Fingerprint, claims: number, missing: readonly Cost[]): string {
  const { kernel, distribution, libc, runtime, user, processors, container, tools } = machine
  const rows = capabilities.map(({ name, available }) => (available ? pc.green(`✓ ${name}`) : pc.yellow(`○ ${name}`)))
  const untested = new Set(missing.flatMap((cost) => cost.claims)).size
  return [
    [
      `${kernel} · ${distribution} · ${libc} · ${runtime} · ${user} · ${count(processors, 'processor')}`,
      container ?? '',
    ]
      .filter(Boolean)
      .join(' · in '),
    ...Object.entries(tools).map(([name, version]) => pc.dim(`${name}: ${version}`)),
    '',
    ...rows,
    '',
    ...missing.flatMap((cost) => [costText(cost), '']),
    untested === 0
      ? `All ${count(claims, 'claim')} can be tested here.`
      : `${claims - untested} of ${count(claims, 'claim')} can be tested here.`,
  ].join('\n')
}
