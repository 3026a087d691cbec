import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** The path of a program in the folders of PATH, or of another list like it; null if there is none. */
export function programCalled(name: string, path = process.env.PATH ?? '/usr/bin:/bin'): string | null {
  const folders = path.split(':').filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
