import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorText } from '../errors.ts'
import { call } from '../sockets/libc/ffi.ts'
import { UsageError } from './exit-code.ts'
import { makeFolder } from './make-folder.ts'

/** The folder that a run writes into, and no other run meanwhile. */
export interface OutFolder extends Disposable {
  readonly path: string
  file(name: string): string
}

/** Makes the folder if it is not there, and makes sure that this run alone can write into it, before anything runs. */
export function openOutFolder(path: string): OutFolder {
  const descriptor = openWritable(path)
  try {
    lock(descriptor, path)
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
  return { path, file: (name) => join(path, name), [Symbol.dispose]: () => closeSync(descriptor) }
}

function openWritable(path: string): number {
  try {
    makeFolder(path)
    const probe = join(path, `.sockproof-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return openSync(path, 'r')
  } catch (error) {
    throw new UsageError(
      `Cannot write into ${path}: ${errorText(error)}. Nothing was run. Give a folder that can be written with --out.`,
    )
  }
}

const LOCK_EX_NB = 2 | 4

/** The kernel gives the lock up with the process, however that ends. */
function lock(descriptor: number, path: string): void {
  const { errno } = call('flock', descriptor, LOCK_EX_NB)
  if (errno !== 'EWOULDBLOCK' && errno !== 'EAGAIN') return
  throw new UsageError(
    `Another sockproof is writing into ${path}. Nothing was run. Wait until it is done, or give another folder with --out.`,
  )
}
