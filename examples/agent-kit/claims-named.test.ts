import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))

const PAGES = ['docs/test-your-own-tcp.md', 'examples/agent-kit/README.md', 'examples/user-space-stack/README.md']

const CHAPTERS = readdirSync(path('specs'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** What stands in a page as `chapter/claim`. */
function claimsIn(text: string): readonly string[] {
  return [...text.matchAll(/\b([a-z]+)\/([a-z0-9-]+)\b/g)]
    .filter(([, chapter]) => CHAPTERS.includes(chapter ?? ''))
    .map(([id]) => id)
}

test.each(PAGES)('Every claim that %s names is in the catalogue', (page) => {
  const claims = claimsIn(readFileSync(path(page), 'utf8'))
  expect(claims).not.toEqual([])
  expect(claims.filter((id) => !existsSync(path(`specs/${id}.spec.ts`)))).toEqual([])
})

test.each(PAGES)('Every file that %s links to is there', (page) => {
  const links = [...readFileSync(path(page), 'utf8').matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link ?? '')
  const from = new URL(`../../${page}`, import.meta.url)
  expect(links).not.toEqual([])
  expect(links.filter((link) => !existsSync(new URL(link, from)))).toEqual([])
})
