import { Worker } from 'node:worker_threads'
import type { ClaimDescription } from '../../evidence/schema.ts'

/** What a spec says of its claim, or why it could not be loaded. */
export type Described =
  | { readonly id: string; readonly claim: ClaimDescription; readonly error: null }
  | { readonly id: string; readonly claim: null; readonly error: string }

/** What the thread that loads claims is told. */
export interface Request {
  readonly specs: string
  readonly ids: readonly string[]
}

const PATIENCE = 10_000

/** Loads claims and tells what they say, in the order of the ids; a spec that throws or hangs spoils nothing but itself. */
export async function describeClaims(specs: string, ids: readonly string[]): Promise<readonly Described[]> {
  const all: Described[] = []
  while (all.length < ids.length) {
    all.push(...(await describeSome({ specs, ids: ids.slice(all.length) })))
    const stuck = ids[all.length]
    if (stuck !== undefined) all.push({ id: stuck, claim: null, error: 'Loading the spec did not come to its end.' })
  }
  return all
}

/** Loads claims until one of them ends its thread, or does not come to its end in time. */
function describeSome(workerData: Request): Promise<readonly Described[]> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const thread = new Worker(new URL(`./describe-thread.${ending}`, import.meta.url), { workerData })
  const some: Described[] = []
  return new Promise((resolve) => {
    const stop = (): void => void thread.terminate()
    let timer = setTimeout(stop, PATIENCE)
    thread.on('message', (described: Described) => {
      some.push(described)
      clearTimeout(timer)
      timer = setTimeout(stop, PATIENCE)
    })
    thread.on('error', stop)
    thread.once('exit', () => {
      clearTimeout(timer)
      resolve(some)
    })
  })
}
