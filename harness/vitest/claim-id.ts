import { relative, sep } from 'node:path'

/** The id of the claim in a spec file: its path below the folder of specs, without the ending. */
export function claimId(specs: string, file: string): string {
  return relative(specs, file)
    .split(sep)
    .join('/')
    .replace(/\.spec\.[jt]s$/, '')
}
