/** The chapters of the catalogue in its order, each with its title. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ['lifecycle', 'The life of a socket'],
  ['names', 'Names and addresses'],
  ['bind', 'Ports and bind'],
  ['listen', 'listen and the backlog'],
  ['accept', 'accept'],
  ['connect', 'connect and ephemeral ports'],
  ['demux', 'The 4-tuple'],
  ['stream', 'The byte stream'],
  ['close', 'Closing'],
  ['reuse', 'Reuse and TIME_WAIT'],
  ['readiness', 'Blocking and readiness'],
  ['options', 'Socket options'],
  ['udp', 'UDP'],
  ['nat', 'NAT'],
  ['spoofing', 'Spoofing and floods'],
  ['layers', 'Layers'],
  ['python', 'Python as the material writes it'],
])

/** The chapter of a claim: what stands before the first slash of its id. */
export function chapterOf(id: string): string {
  return id.includes('/') ? id.slice(0, id.indexOf('/')) : 'other'
}

/** The name of a claim within its chapter. */
export function nameOf(id: string): string {
  return id.slice(id.indexOf('/') + 1)
}

/** The title of a chapter; one that is not known is called by its id. */
export function chapterTitle(chapter: string): string {
  return TITLES.get(chapter) ?? chapter
}

/** The chapters given, in the order of the catalogue; those it does not know come last, in the order given. */
export function inCatalogueOrder(chapters: readonly string[]): string[] {
  const known = [...TITLES.keys()].filter((chapter) => chapters.includes(chapter))
  return [...known, ...chapters.filter((chapter) => !TITLES.has(chapter))]
}
