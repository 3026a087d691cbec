import pc from 'picocolors'
import { wrap } from '../../../reports/words/wrap.ts'
import type { Fingerprint } from '../../evidence/schema.ts'
import { count } from '../words.ts'
import type { Check } from './checks.ts'

/** What a machine is, what it can do, and of what it cannot: why, what mends it, and which claims that costs. */
export function checkupText(machine: Fingerprint, checks: readonly Check[], claims: number, width: number): string {
  const untested = new Set(checks.filter(({ available }) => !available).flatMap((check) => check.claims)).size
  const nameWidth = Math.max(...checks.map(({ name }) => name.length))
  const can = untested === 0 ? `All ${count(claims, 'claim')}` : `${claims - untested} of ${count(claims, 'claim')}`
  return [
    machineText(machine, width).join('\n'),
    checks.flatMap((check) => checkText(check, nameWidth, width)).join('\n'),
    pc.bold(`${can} can be tested here.`),
  ].join('\n\n')
}

function machineText(machine: Fingerprint, width: number): readonly string[] {
  const { kernel, machine: architecture, distribution, libc, runtime, user, processors, container, tools } = machine
  const where = container === null ? [] : [`in ${container}`]
  const facts = [
    kernel,
    architecture,
    distribution,
    libc,
    runtime,
    `user: ${user}`,
    count(processors, 'processor'),
    ...where,
  ]
  return [
    ...wrap(facts.join(' · '), { width }),
    ...Object.entries(tools).flatMap(([name, version]) =>
      wrap(`${name}: ${version}`, { width, rest: '  ' }).map(pc.dim),
    ),
  ]
}

function checkText(
  { name, available, reason, mend, claims }: Check,
  nameWidth: number,
  width: number,
): readonly string[] {
  const padded = name.padEnd(nameWidth)
  if (available) return [`${pc.green(`✓ ${padded}`)}  ${pc.dim(neededBy(name, claims.length))}`]
  const cost = claims.length === 0 ? neededBy(name, 0) : `${count(claims.length, 'claim')} cannot be tested`
  const about = (title: string, text: string) => wrap(`${title}: ${text}`, { width, first: '    ', rest: '      ' })
  return [
    `${pc.yellow(`○ ${padded}`)}  ${cost}`,
    ...about('why', reason ?? 'not known'),
    // Not wrapped, so that a command can be copied.
    `    to mend it: ${mend ?? 'not known'}`,
    ...(claims.length === 0 ? [] : about('without it', claims.join(', ')).map(pc.dim)),
  ]
}

function neededBy(name: string, number: number): string {
  if (number === 0) return FOR_OTHER_STACKS[name] ?? 'no claim needs it'
  return `${count(number, 'claim')} ${number === 1 ? 'needs' : 'need'} it`
}

/** What no claim needs by itself, but all claims on other stacks than this kernel's. */
const FOR_OTHER_STACKS: Readonly<Record<string, string>> = {
  containers: 'verify --lab docker needs it',
  'TAP devices': 'stacks with a network of their own need it, lwIP for one',
}
