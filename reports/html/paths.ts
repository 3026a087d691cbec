import { chapterOf, nameOf } from '../words/chapters.ts'

/** Where the pages of a report stand, relative to its folder. Ids come from evidence, so nothing in them is trusted. */
export class Paths {
  readonly #slugs = new Map<string, { chapter: string; name: string }>()

  constructor(ids: readonly string[]) {
    const taken = new Set<string>()
    for (const id of ids) {
      const chapter = slug(chapterOf(id))
      let name = slug(nameOf(id))
      for (let copy = 2; taken.has(`${chapter}/${name}`); copy += 1) name = `${slug(nameOf(id))}-${copy}`
      taken.add(`${chapter}/${name}`)
      this.#slugs.set(id, { chapter, name })
    }
  }

  /** The page of a claim, for example `claims/listen/backlog-bound.html`. */
  page(id: string): string {
    const { chapter, name } = this.#slug(id)
    return `claims/${chapter}/${name}.html`
  }

  /** The capture of a run of a claim that is shown; the first has no number. */
  capture(id: string, index: number): string {
    const { chapter, name } = this.#slug(id)
    return `captures/${chapter}--${name}${index === 0 ? '' : `-${index + 1}`}.pcapng`
  }

  #slug(id: string): { chapter: string; name: string } {
    return this.#slugs.get(id) ?? { chapter: 'other', name: slug(id) }
  }
}

/** The matrix of claims and mutants, there if the run tried mutants. */
export const MUTANTS_PAGE = 'mutants.html'

/** Which claims show what other suites check, there if any claim does. */
export const BEHAVIOURS_PAGE = 'behaviours.html'

/** From a page of a claim to the folder of the report. */
export const TO_ROOT = '../../'

/** A name that is safe as a file's on any system: small letters, digits and hyphens. */
export function slug(text: string): string {
  const safe = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
  return safe === '' ? 'unnamed' : safe
}
