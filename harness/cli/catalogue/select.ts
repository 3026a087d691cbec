import { distance } from 'fastest-levenshtein'
import { UsageError } from '../exit-code.ts'

/**
 * The claims that filters name: a whole id, a chapter, or a part of an id. No filter selects all. Each filter must
 * select something; one that does not is answered with the nearest names.
 */
export function selectClaims(ids: readonly string[], filters: readonly string[]): readonly string[] {
  if (filters.length === 0) return ids
  const chosen = filters.flatMap((filter) => matching(ids, filter))
  return ids.filter((id) => chosen.includes(id))
}

/** The one claim that a name means: its id, or the only one that the name is part of. */
export function oneClaim(ids: readonly string[], name: string): string {
  if (ids.includes(name)) return name
  const found = matching(ids, name)
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) return only
  throw new UsageError(`«${name}» may mean ${found.join(', ')}. Give one of them.`)
}

function matching(ids: readonly string[], filter: string): readonly string[] {
  const path = filter.replace(/^specs\//, '').replace(/\.spec\.[jt]s$/, '')
  if (ids.includes(path)) return [path]
  // A chapter's name means the chapter, not every claim in whose name it happens to stand.
  const chapter = ids.filter((id) => id.startsWith(`${path.replace(/\/$/, '')}/`))
  if (chapter.length > 0) return chapter
  const found = ids.filter((id) => id.includes(path))
  if (found.length === 0) throw new UsageError(nothingCalled(filter, ids))
  return found
}

function nothingCalled(filter: string, ids: readonly string[]): string {
  const names = [...new Set(ids.flatMap((id) => [id, id.split('/')[0] ?? id]))]
  const near = names
    .map((name) => ({ name, away: Math.min(...partsOf(name).map((part) => distance(filter, part))) }))
    .sort((one, other) => one.away - other.away)
    .slice(0, 3)
    .map(({ name }) => name)
  return `No claim or chapter is called «${filter}». Nearest: ${near.join(', ')}. sockproof claims lists all.`
}

/** What people may have meant to type: the whole name, what stands behind the slash, or a word of that. */
function partsOf(name: string): readonly string[] {
  const behind = name.split('/')[1]
  return behind === undefined ? [name] : [name, behind, ...behind.split('-').filter((word) => word.length > 3)]
}
