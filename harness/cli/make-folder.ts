import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are not there. Unlike `mkdir` with `recursive`, which on Node 20 never comes
 * back from a place such as /proc, where a folder can be looked for but not made, it fails there like anywhere else.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  const above = dirname(path)
  if (above !== path) makeFolder(above)
  mkdirSync(path)
}
