import { parentPort, workerData } from 'node:worker_threads'
import { loadClaim } from '../../claim/catalogue.ts'
import { describeClaim } from '../../claim/claim.ts'
import { errorText } from '../../errors.ts'
import type { Described, Request } from './describe.ts'
import { ENDING } from './folder.ts'

/** Loads claims one after the other and tells what they say. A thread of its own, because a spec may never end loading. */
const { specs, ids } = workerData as Request
for (const id of ids) parentPort?.postMessage(await described(id))

async function described(id: string): Promise<Described> {
  try {
    return { id, claim: describeClaim(id, (await loadClaim(specs, id, ENDING)).claim), error: null }
  } catch (error) {
    return { id, claim: null, error: errorText(error) }
  }
}
