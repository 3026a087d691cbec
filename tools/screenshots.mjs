// Takes the screenshots of the README: pages of a report that `sockproof verify` wrote, in headless Chromium.
// Usage: node tools/screenshots.mjs [report folder] [folder for the pictures]
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [report = 'sockproof-report', pictures = 'reports/screenshots'] = process.argv.slice(2)

/** Pages of the report; of a claim's page the picture ends with its ladder. */
const SHOTS = [
  { name: 'index', page: 'index.html' },
  { name: 'handshake', page: 'claims/listen/handshake-before-accept.html' },
  { name: 'full-backlog', page: 'claims/listen/full-backlog.html' },
  { name: 'nat-remapping', page: 'claims/nat/same-source-port-is-remapped.html' },
]

const WIDTH = 1200
const HIGHEST = 2000
const INDEX_HEIGHT = 1300

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
try {
  await mkdir(pictures, { recursive: true })
  for (const { name, page: path } of SHOTS) {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: 'light' })
    await page.goto(pathToFileURL(resolve(report, path)).href)
    const ladder = await page
      .locator('main figure')
      .first()
      .boundingBox({ timeout: 1_000 })
      .catch(() => null)
    const height = ladder === null ? INDEX_HEIGHT : Math.min(HIGHEST, Math.ceil(ladder.y + ladder.height) + 24)
    const file = join(pictures, `${name}.png`)
    await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width: WIDTH, height } })
    console.log(file)
    await page.close()
  }
} finally {
  await browser.close()
}
