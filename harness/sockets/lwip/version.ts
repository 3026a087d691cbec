import { execFileSync } from 'node:child_process'
import { LIBRARY } from './liblwip.ts'

const PACKAGE = 'liblwip0'

/** The version of lwIP, which its library does not tell: that of Debian's package, or else the file that was loaded. */
export function lwipVersion(): string {
  try {
    const shown = execFileSync('dpkg-query', ['--show', PACKAGE], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [, version] = shown.trim().split('\t')
    if (version !== undefined) return version
  } catch {
    // Not a Debian machine, or a library from elsewhere.
  }
  return `of ${LIBRARY}`
}
