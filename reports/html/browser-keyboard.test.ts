import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReport, type ReportInBrowser } from '../fixtures/browser.ts'

let report: ReportInBrowser
const visit: ReportInBrowser['visit'] = (path, options, act) => report.visit(path, options, act)

beforeAll(async () => {
  report = await openReport()
}, 60_000)

afterAll(() => report?.close())

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
    await visit('index.html#verdict=fail', {}, async (page) => {
      expect(await page.locator('tr[data-row]:visible').count()).toBe(1)
    })
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

describe('the matrix by keyboard', () => {
  const ROWS = 'tr[data-row]:visible'

  it('shows only what differs, or one verdict of one run, and keeps that in the address', async () => {
    const wrong = await visit('matrix/index.html', {}, async (page) => {
      const all = await page.locator(ROWS).count()
      await page.locator('#filter-agreement').selectOption('differ')
      expect(await page.locator(ROWS).count()).toBe(4)
      expect(new URL(page.url()).hash).toBe('#agreement=differ')
      await page.locator('#filter-verdict').selectOption('gvisor:fail')
      expect(await page.locator(ROWS).count()).toBe(3)
      await page.locator('#filter-verdict').selectOption('unresolved')
      expect(await page.locator(ROWS).count()).toBe(0)
      expect(await page.locator('#filter-count').textContent()).toMatch(/^No claim fits/)
      await page.locator('#filter-clear').press('Enter')
      expect(await page.locator(ROWS).count()).toBe(all)
      await page.keyboard.type('readiness')
      expect(await page.locator(ROWS).count()).toBe(1)
      expect(await page.locator('tbody.chapter:visible').count()).toBe(1)
    })
    expect(wrong).toEqual([])
  })

  it('opens as it was left, from the address', async () => {
    await visit('matrix/index.html#agreement=differ&verdict=gvisor%3Afail', {}, async (page) => {
      expect(await page.locator(ROWS).count()).toBe(3)
    })
  })

  it('keeps its heading in sight, and on a narrow screen the statements too', async () => {
    const placeOf = (selector: string) =>
      `(({ x, y }) => [Math.round(x), Math.round(y)])(document.querySelector('${selector}').getBoundingClientRect())`
    await visit('dense/index.html', { viewport: { width: 1280, height: 600 } }, async (page) => {
      await page.locator('.whole tr[data-row]').last().scrollIntoViewIfNeeded()
      expect(await page.evaluate(placeOf('.whole thead th.column'))).toEqual([expect.any(Number), 0])
    })
    await visit('dense/index.html', { viewport: { width: 760, height: 600 } }, async (page) => {
      await page.evaluate("document.querySelector('.whole .scroll').scrollTo(200, 200)")
      const region = await page.evaluate(placeOf('.whole .scroll'))
      expect(await page.evaluate(placeOf('.whole thead th'))).toEqual(region)
      const [left] = region as [number, number]
      expect(await page.evaluate(placeOf('.whole tr[data-row] th'))).toEqual([left, expect.any(Number)])
    })
  })

  it('tells in words what a cell shows as a shape, also where the word is not seen', async () => {
    await visit('dense/index.html', {}, async (page) => {
      const row = page.locator('tr[data-row]', { hasText: 'readiness/peer-fin' })
      expect(await row.getByRole('link', { name: 'fail gvisor as known of this stack', exact: true }).count()).toBe(1)
      expect(await row.getByRole('link', { name: 'pass linux', exact: true }).count()).toBe(1)
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
