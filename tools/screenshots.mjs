// Takes the screenshots of the README, in headless Chromium: pages of a report that `sockproof verify` wrote, and if there
// is one, the matrix of a report of several runs that `sockproof report` wrote.
// Usage: node tools/screenshots.mjs [report folder] [folder for the pictures] [folder of a report of several runs]
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [report = 'sockproof-report', pictures = 'reports/screenshots', matrix] = process.argv.slice(2)

/** Pages of the reports; of a claim's page the picture ends with its ladder. */
const SHOTS = [
  { name: 'index', folder: report, page: 'index.html' },
  { name: 'handshake', folder: report, page: 'claims/listen/handshake-before-accept.html' },
  { name: 'full-backlog', folder: report, page: 'claims/listen/full-backlog.html' },
  { name: 'nat-remapping', folder: report, page: 'claims/nat/same-source-port-is-remapped.html' },
  ...(matrix === undefined ? [] : [{ name: 'matrix', folder: matrix, page: 'index.html' }]),
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
  for (const { name, folder, page: path } of SHOTS) {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: 'light' })
    await page.goto(pathToFileURL(resolve(folder, path)).href)
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
