import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { claimIds, specFile } from '../../claim/catalogue.ts'
import { SPECS } from '../../vitest/projects.ts'
import { UsageError } from '../exit-code.ts'

/** Whether this program runs from its sources or from what was built from them: the ending of the specs that go with it. */
export const ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** A folder of claims and what is in it. */
export interface Catalogue {
  readonly specs: string
  /** In the order of the alphabet. */
  readonly ids: readonly string[]
}

/** The claims of this package, or those in the folder that SOCKPROOF_SPECS names. */
export function catalogue(folder = process.env.SOCKPROOF_SPECS): Catalogue {
  const specs = folder === undefined || folder === '' ? SPECS : resolve(folder)
  if (!existsSync(specs)) {
    throw new UsageError(`There are no claims at ${specs}: the folder is not there. SOCKPROOF_SPECS names it.`)
  }
  const ids = claimIds(specs).filter((id) => existsSync(specFile(specs, id, ENDING)))
  if (ids.length === 0) throw new UsageError(`There are no claims in ${specs}: no file in it ends in .spec.${ENDING}.`)
  return { specs, ids }
}
