import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Where package.json is, seen from the sources and from what was built from them. */
const PLACES = ['../package.json', '../../package.json']

/** The version of this package. */
export function version(): string {
  for (const place of PLACES) {
    try {
      return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')))
        .version
    } catch {
      // The other place, then.
    }
  }
  return 'unknown'
}
