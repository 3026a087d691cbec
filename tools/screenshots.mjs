// Takes the screenshots of the README: pages of a report that `sockproof verify` wrote, in headless Chromium.
// Usage: node tools/screenshots.mjs [report folder] [folder for the pictures]
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [report = 'sockproof-report', pictures = 'reports/screenshots'] = process.argv.slice(2)

/** A page of the report, the part of it that the picture begins with, and how much of it is shown. */
const SHOTS = [
  { name: 'index', page: 'index.html', height: 1000 },
  { name: 'handshake', page: 'claims/listen/handshake-before-accept.html', height: 1500 },
  { name: 'full-backlog', page: 'claims/listen/full-backlog.html', height: 1500 },
  { name: 'nat-remapping', page: 'claims/nat/same-source-port-is-remapped.html', height: 1500 },
]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
try {
  await mkdir(pictures, { recursive: true })
  for (const { name, page: path, height } of SHOTS) {
    const page = await browser.newPage({ viewport: { width: 1200, height }, colorScheme: 'light' })
    await page.goto(pathToFileURL(resolve(report, path)).href)
    const file = join(pictures, `${name}.png`)
    await page.screenshot({ path: file })
    console.log(file)
    await page.close()
  }
} finally {
  await browser.close()
}
