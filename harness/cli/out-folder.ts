import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorText } from '../errors.ts'
import { UsageError } from './exit-code.ts'

/** The folder that a run writes into. */
export interface OutFolder extends Disposable {
  readonly path: string
  file(name: string): string
}

/** Makes the folder if it is not there, and makes sure that it can be written, before anything runs. */
export function openOutFolder(path: string): OutFolder {
  try {
    mkdirSync(path, { recursive: true })
    const probe = join(path, `.sockproof-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw new UsageError(
      `Cannot write into ${path}: ${errorText(error)}. Nothing was run. Give a folder that can be written with --out.`,
    )
  }
  const descriptor = openSync(path, 'r')
  return { path, file: (name) => join(path, name), [Symbol.dispose]: () => closeSync(descriptor) }
}
