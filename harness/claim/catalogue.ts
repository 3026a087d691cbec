import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyClaim } from './claim.ts'

/** A claim with its id. */
export interface CatalogueEntry {
  readonly id: string
  readonly claim: AnyClaim
}

/** The ids of all claims whose spec files are below a folder, in the order of the alphabet. */
export function claimIds(specs: string): readonly string[] {
  return readdirSync(specs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.spec\.[jt]s$/.test(file))
    .map((file) =>
      file
        .split(sep)
        .join('/')
        .replace(/\.spec\.[jt]s$/, ''),
    )
    .sort()
}

/** The spec file of a claim. */
export function specFile(specs: string, id: string, ending: 'ts' | 'js'): string {
  return join(specs, `${id}.spec.${ending}`)
}

/** Loads a claim from its spec file. */
export async function loadClaim(specs: string, id: string, ending: 'ts' | 'js'): Promise<CatalogueEntry> {
  const file = specFile(specs, id, ending)
  const module: { default?: Partial<AnyClaim> } = await import(pathToFileURL(file).href)
  const exported = module.default
  if (typeof exported?.judge !== 'function' || exported.experiment === undefined) {
    throw new Error(`${relative(process.cwd(), file)} exports no claim: it must say export default claim({ … }).`)
  }
  return { id, claim: exported as AnyClaim }
}
