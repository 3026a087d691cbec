import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partialEvidence, sampleEvidence } from '../fixtures/sample.ts'
import { writeHtmlReport } from './write.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const ARGUMENTS = [
  '--no-sandbox',
  '--headless=new',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const PAGES = [
  'index.html',
  'claims/listen/handshake-before-accept.html',
  'claims/listen/full-backlog.html',
  'claims/listen/backlog-bound.html',
  'claims/stream/bytes-in-order.html',
  'claims/nat/one-public-address.html',
  'claims/nat/ports-run-out.html',
  'claims/udp/b-script-alert-1-script.html',
]

let browser: Browser
let folder: string

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no Chromium at ${CHROMIUM}. Get it with: sudo apt-get install chromium, or set CHROMIUM to its path.`,
    )
  }
  folder = await mkdtemp(join(tmpdir(), 'sockproof-report-'))
  await writeHtmlReport(sampleEvidence(), folder)
  await writeHtmlReport(partialEvidence(), join(folder, 'partial'))
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  if (folder !== undefined) await rm(folder, { recursive: true })
})

/** Opens a page of the report and acts on it; gives what went wrong meanwhile: errors, and requests but for the page. */
async function visit(
  path: string,
  options: BrowserContextOptions,
  act: (page: Page) => Promise<void>,
): Promise<string[]> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const wrong: string[] = []
  const url = pathToFileURL(join(folder, path)).href
  page.on('console', (message) => wrong.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const isOwn = request.url().split('#')[0] === url || request.url().startsWith('data:')
    if (!isOwn) wrong.push(`request: ${request.url()}`)
  })
  await page.addInitScript(
    "document.addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective))",
  )
  await page.goto(url)
  await act(page)
  await context.close()
  return wrong
}

/** What does not fit the width of the window. */
const OVERFLOW = `document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.closest('.scroll') === null)
      .slice(0, 5).map((one) => one.tagName + '.' + one.getAttribute('class'))
  : []`

describe.each(PAGES)('%s', (path) => {
  it('opens from a file without errors, violations of its policy, or requests', async () => {
    expect(await visit(path, {}, async () => {})).toEqual([])
  })

  it.each([360, 768, 1280])('fits a window %d pixels wide', async (width) => {
    await visit(path, { viewport: { width, height: 800 } }, async (page) => {
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
      expect(await page.evaluate(OVERFLOW)).toEqual([])
    })
  })

  it.each(['light', 'dark'] as const)(
    'has no fault that axe finds, in %s',
    async (colorScheme) => {
      const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
      await visit(path, { colorScheme, bypassCSP: true }, async (page) => {
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        await page.evaluate(axe)
        const faults = await page.evaluate(
          "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 150) + ' ' + node.failureSummary).join(' | ')))",
        )
        expect(faults).toEqual([])
      })
    },
    60_000,
  )

  it('prints', async () => {
    await visit(path, {}, async (page) => {
      const pdf = await page.pdf({ format: 'A4' })
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    })
  }, 60_000)

  it('is whole without scripts', async () => {
    await visit(path, { javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('h1').count()).toBe(1)
      expect(await page.locator('.copy:visible, .filters:visible').count()).toBe(0)
    })
  })
})

describe('the index by keyboard', () => {
  it('searches from the slash key, and keeps what was sought in the address', async () => {
    const wrong = await visit('index.html', {}, async (page) => {
      await page.keyboard.press('/')
      await page.keyboard.type('queue full')
      expect(await page.locator('tr[data-row]:visible').count()).toBe(1)
      expect(await page.locator('#filter-count').textContent()).toBe('1 of 9 claims')
      expect(new URL(page.url()).hash).toBe('#q=queue+full')
      await page.keyboard.press('Escape')
      expect(await page.locator('tr[data-row]:visible').count()).toBe(9)
    })
    expect(wrong).toEqual([])
  })

  it('filters by verdict and reading together', async () => {
    await visit('index.html', {}, async (page) => {
      await page.locator('#filter-verdict').selectOption('pass')
      await page.locator('#filter-reading').selectOption('qualified')
      expect(await page.locator('tr[data-row]:visible').count()).toBe(1)
      expect(await page.locator('section.chapter:visible').count()).toBe(1)
      await page.locator('#filter-clear').press('Enter')
      expect(await page.locator('tr[data-row]:visible').count()).toBe(9)
    })
  })

  it('says so when nothing fits', async () => {
    await visit('index.html', {}, async (page) => {
      await page.locator('#filter-q').fill('there is no such claim')
      expect(await page.locator('#filter-count').textContent()).toMatch(/^No claim fits/)
    })
  })

  it('opens as it was left, from the address', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${pathToFileURL(join(folder, 'index.html')).href}#verdict=fail`)
    expect(await page.locator('tr[data-row]:visible').count()).toBe(1)
    await context.close()
  })

  it('begins with a link past the header', async () => {
    await visit('index.html', {}, async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id')).toBe('content')
    })
  })
})

describe('the page of a claim', () => {
  it('copies the command', async () => {
    const wrong = await visit(
      'claims/listen/full-backlog.html',
      { permissions: ['clipboard-read', 'clipboard-write'] },
      async (page) => {
        await page.locator('button.copy').first().press('Enter')
        await page.locator('button.copy', { hasText: /Copied|Selected/ }).waitFor()
      },
    )
    expect(wrong).toEqual([])
  })

  it('lets the ladder be reached by keyboard, and says in words what it shows', async () => {
    await visit('claims/listen/full-backlog.html', { viewport: { width: 390, height: 844 } }, async (page) => {
      const region = page.getByRole('region', { name: 'Ladder 1' })
      await region.focus()
      await page.keyboard.press('ArrowRight')
      expect(await page.getByRole('img', { name: 'Ladder of client and server' }).count()).toBe(1)
      await page.locator('.in-words summary').press('Enter')
      expect(await page.locator('.in-words li').first().textContent()).toBe('0 server calls socket() = 5, after 1 µs')
    })
  })

  it('says of partial evidence that it is partial', async () => {
    await visit('partial/index.html', {}, async (page) => {
      expect(await page.getByRole('region', { name: 'Partial evidence' }).textContent()).toContain('2 of 5 results')
    })
  })
})
