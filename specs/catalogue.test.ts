import { beforeAll, describe, expect, test } from 'vitest'
import { BEHAVIOURS } from '../harness/claim/behaviours.ts'
import { type CatalogueEntry, claimIds, loadClaim } from '../harness/claim/catalogue.ts'
import { describeClaim } from '../harness/claim/claim.ts'
import type { ClaimDescription, Source } from '../harness/evidence/schema.ts'
import { STATEMENTS } from './statements.ts'

const SPECS = import.meta.dirname
const IDS = claimIds(SPECS)

/** Where each kind of source is read, and what names its place there. */
const FORMS: Readonly<Record<Source['kind'], { name: RegExp; where: RegExp; url: RegExp }>> = {
  material: { name: /^[A-Z].* \([A-D]\)$/, where: /^\S.{9,}[^.\s]$/s, url: /^null$/ },
  rfc: {
    name: /^RFC \d{3,4}$/,
    where: /^(null|section ([A-Z]|\d+)(\.\d+)*)$/,
    url: /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+(#section-([A-Z]|\d+)(\.\d+)*)?$/,
  },
  posix: {
    name: /^POSIX [a-z_0-9]+\(\)$/,
    where: /^/,
    url: /^https:\/\/pubs\.opengroup\.org\/onlinepubs\/9799919799\/functions\/\w+\.html$/,
  },
  man: {
    name: /^[\w.+-]+\([1-8]\)$/,
    where: /^/,
    url: /^https:\/\/man7\.org\/linux\/man-pages\/man(\d)\/[\w.+-]+\.\1\.html$/,
  },
  sysctl: { name: /^net(\.[\w-]+)+$/, where: /^null$/, url: /^https:\/\/docs\.kernel\.org\/\S+\.html$/ },
  kernel: { name: /^Linux documentation, [\w/-]+$/, where: /^/, url: /^https:\/\/docs\.kernel\.org\/\S+\.html$/ },
  python: {
    name: /^Python documentation, [\w/-]+$/,
    where: /^/,
    url: /^https:\/\/docs\.python\.org\/3\/[\w/-]+\.html(#[\w.-]+)?$/,
  },
  ieee: { name: /^IEEE /, where: /^/, url: /^/ },
}

let claims: readonly CatalogueEntry[] = []

beforeAll(async () => {
  claims = await Promise.all(IDS.map((id) => loadClaim(SPECS, id, 'ts')))
}, 60_000)

const described = (): readonly ClaimDescription[] => claims.map(({ id, claim }) => describeClaim(id, claim))

test('Every statement of the course documents has its claim', () => {
  const wanted = Object.entries(STATEMENTS).flatMap(([chapter, names]) =>
    names.split(' ').map((name) => `${chapter}/${name}`),
  )
  expect(wanted).toHaveLength(138)
  expect(wanted.filter((id) => !IDS.includes(id))).toEqual([])
})

test('Every behaviour that the reference suites check is shown by a claim', () => {
  const shown = new Set(described().flatMap(({ behaviours }) => behaviours.map(({ number }) => number)))
  expect(BEHAVIOURS.filter(({ number }) => !shown.has(number)).map(({ number, says }) => `${number} ${says}`)).toEqual(
    [],
  )
})

describe.each(IDS)('%s', (id) => {
  const claim = (): ClaimDescription => {
    const entry = claims.find((one) => one.id === id)
    if (entry === undefined) throw new Error(`${id} was not loaded.`)
    return describeClaim(id, entry.claim)
  }

  test('rests on a text that is not the course’s own', () => {
    expect(claim().sources.map(({ kind }) => kind)).toContainEqual(expect.not.stringMatching('material'))
  })

  test('cites its sources in their form', () => {
    for (const source of claim().sources) {
      const form = FORMS[source.kind]
      expect(source.name).toMatch(form.name)
      expect(String(source.where)).toMatch(form.where)
      expect(String(source.url)).toMatch(form.url)
    }
  })

  test('cites no source twice', () => {
    const cited = claim().sources.map(({ name, where }) => `${name}, ${where}`)
    expect(cited).toEqual([...new Set(cited)])
  })

  test('says what it says in sentences', () => {
    const { says, why, method } = claim()
    for (const text of [says, why, ...method]) expect(text).toMatch(/^\S.*[.?!:]$/s)
    expect(method.length).toBeGreaterThan(0)
  })

  test('can be seen by hand', () => {
    expect(claim().byHand.length).toBeGreaterThan(0)
  })

  test('names a mutant that it must fail on, and none twice', () => {
    const names = claim().mutants.map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    expect(names).toEqual([...new Set(names)])
  })
})

test('A mutant’s name means the same in every claim', () => {
  const meanings = new Map<string, Set<string>>()
  for (const { mutants } of described()) {
    for (const { name, says } of mutants) meanings.set(name, (meanings.get(name) ?? new Set()).add(says))
  }
  expect([...meanings].filter(([, says]) => says.size > 1)).toEqual([])
})
