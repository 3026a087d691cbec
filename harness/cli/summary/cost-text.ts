import pc from 'picocolors'
import { count } from '../words.ts'
import type { Cost } from './costs.ts'

const SHOWN = 6

/** What is missing, why, how to mend it, and which claims that costs. */
export function costText({ capability, reason, mend, claims }: Cost): string {
  return [
    `${pc.yellow(`○ ${capability}`)}: ${reason}`,
    `  to mend it: ${mend}`,
    `  without it: ${claims.length === 0 ? 'no claim is affected' : `${count(claims.length, 'claim')} not tested: ${some(claims)}`}`,
  ].join('\n')
}

/** The first few claims of a list, and how many more there are. */
export function some(claims: readonly string[]): string {
  const more = claims.length - SHOWN
  return `${claims.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
