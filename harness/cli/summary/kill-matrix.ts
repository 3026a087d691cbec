import pc from 'picocolors'
import type { Outcome, ResultRecord } from '../../evidence/schema.ts'

/** Each claim with the mutants that it was put to, and which of them it noticed. */
export function killMatrix(results: readonly ResultRecord[]): string {
  const claims = [...new Set(results.map(({ claim }) => claim.id))].sort()
  return claims
    .map((id) => {
      const own = results.filter(({ claim }) => claim.id === id)
      const killed = own.filter(({ verdict }) => verdict.outcome === 'fail').length
      const title = `${pc.bold(id)}  ${killed} of ${own.length} killed`
      return [killed === own.length ? title : pc.red(title), ...own.map(row)].join('\n')
    })
    .join('\n')
}

const MARKS: Readonly<Record<Outcome, string>> = {
  fail: '✓',
  pass: '✗',
  unresolved: '?',
  unsupported: '○',
  untested: '○',
}

function row({ mutant, verdict }: ResultRecord): string {
  const line = `  ${MARKS[verdict.outcome]} ${mutant?.name ?? 'names no mutant'}`
  return verdict.outcome === 'fail'
    ? `${pc.green(line)}  ${pc.dim(mutant?.says ?? '')}`
    : pc.red(`${line}  ${mutant?.says ?? ''}`)
}
