import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReport, type ReportInBrowser } from '../fixtures/browser.ts'

const PAGES = [
  'index.html',
  'mutants.html',
  'behaviours.html',
  'claims/listen/handshake-before-accept.html',
  'claims/listen/full-backlog.html',
  'claims/listen/backlog-bound.html',
  'claims/stream/bytes-in-order.html',
  'claims/nat/one-public-address.html',
  'claims/nat/ports-run-out.html',
  'claims/udp/b-script-alert-1-script.html',
  'matrix/index.html',
  'matrix/gvisor/claims/readiness/peer-fin.html',
  'dense/index.html',
  'changes/index.html',
]

let report: ReportInBrowser
const visit: ReportInBrowser['visit'] = (path, options, act) => report.visit(path, options, act)

beforeAll(async () => {
  report = await openReport()
}, 60_000)

afterAll(() => report?.close())

/** What does not fit the width of the window. */
const OVERFLOW = `document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.closest('.scroll') === null)
      .slice(0, 5).map((one) => one.tagName + '.' + one.getAttribute('class'))
  : []`

/** Ladders that the paper does not hold. */
const CUT_OFF = `[...document.querySelectorAll('svg.sheet')].map((one) => one.getBoundingClientRect())
  .filter((box) => box.right > innerWidth + 1 || box.height > 1050).map(({ width, height }) => width + ' x ' + height)`

const OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const CONTRAST = { type: 'rule', values: ['color-contrast'] }

/** Runs axe with these rules; gives its findings in words. */
function faultsFound(runOnly: object): string {
  return `axe.run({ runOnly: ${JSON.stringify(runOnly)} }).then(({ violations }) => violations.map(
    ({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 150) + ' ' + failureSummary).join(' | ')))`
}

describe.each(PAGES)('%s', (path) => {
  it('opens from a file without errors, violations of its policy, or requests', async () => {
    expect(await visit(path, {}, async () => {})).toEqual([])
  })

  it('fits windows 360, 768 and 1280 pixels wide', async () => {
    await visit(path, {}, async (page) => {
      await page.evaluate(OPEN_ALL)
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await page.evaluate(OVERFLOW), `${width} pixels`).toEqual([])
      }
    })
  })

  it('has no fault that axe finds, light or dark', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    await visit(path, { colorScheme: 'light', bypassCSP: true }, async (page) => {
      await page.evaluate(OPEN_ALL)
      await page.evaluate(axe)
      expect(await page.evaluate(faultsFound(RULES))).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await page.evaluate(faultsFound(CONTRAST))).toEqual([])
    })
  }, 60_000)

  it('prints, with its ladders within the paper', async () => {
    await visit(path, {}, async (page) => {
      await page.emulateMedia({ media: 'print' })
      await page.setViewportSize({ width: 690, height: 1000 })
      expect(await page.evaluate(CUT_OFF)).toEqual([])
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
