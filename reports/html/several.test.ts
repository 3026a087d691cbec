import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostile } from '../fixtures/sample.ts'
import { manyColumns, stackRun, twoRuns } from '../fixtures/stacks.ts'
import { columnsOf } from '../runs/column.ts'
import { diffReport } from './diff/site.tsx'
import { hashOf } from './document.ts'
import { matrixReport } from './matrix/site.tsx'
import type { ReportFiles } from './site.tsx'

const MATRIX: ReportFiles = new Map(matrixReport(manyColumns()))
const DIFF: ReportFiles = new Map(diffReport(twoRuns()))
const REAL: ReportFiles = new Map(matrixReport(columnsOf([stackRun('linux'), stackRun('gvisor')])))

type Page = readonly [path: string, html: string]

function pages(files: ReportFiles): Page[] {
  return [...files].flatMap(([path, content]): Page[] => {
    return typeof content === 'string' && path.endsWith('.html') ? [[path, content]] : []
  })
}

const page = (files: ReportFiles, path: string): string => String(files.get(path))

describe('a report of several runs', () => {
  it('has the matrix, the same for programs, and the report of each run in a folder of its own', () => {
    expect([...REAL.keys()]).toEqual([
      'index.html',
      'matrix.json',
      'linux/index.html',
      'linux/behaviours.html',
      'linux/claims/lifecycle/client-order.html',
      'linux/claims/listen/full-backlog.html',
      'linux/captures/listen--full-backlog.pcapng',
      'linux/claims/connect/bad-address.html',
      'linux/claims/readiness/peer-fin.html',
      'linux/claims/udp/connected-filters.html',
      'gvisor/index.html',
      'gvisor/behaviours.html',
      'gvisor/claims/lifecycle/client-order.html',
      'gvisor/claims/listen/full-backlog.html',
      'gvisor/claims/connect/bad-address.html',
      'gvisor/claims/readiness/peer-fin.html',
      'gvisor/claims/udp/connected-filters.html',
    ])
  })

  it('is the same for the same evidence', () => {
    expect(new Map(matrixReport(manyColumns()))).toEqual(MATRIX)
  })

  it.each([
    ['matrix', MATRIX],
    ['diff', DIFF],
  ])('has no link within it that leads nowhere: %s', (_, files) => {
    for (const [path, html] of pages(files)) {
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href)
      for (const href of links.filter((one) => !/^(https?|data):/.test(one))) {
        const [target = '', anchor] = href.split('#')
        const found = target === '' ? path : posix.join(posix.dirname(path), target)
        expect(files.has(found), `${href} in ${path}`).toBe(true)
        if (anchor !== undefined) expect(page(files, found), `${href} in ${path}`).toContain(`id="${anchor}"`)
      }
    }
  })

  it('has each id once on a page', () => {
    for (const [path, html] of [...pages(MATRIX), ...pages(DIFF)]) {
      const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size, path).toBe(ids.length)
    }
  })

  it('makes no path out of the folder', () => {
    const safe =
      /^([a-z0-9-]+\/)?((index|mutants|behaviours)\.html|matrix\.json|(claims|captures)\/[a-z0-9/-]+\.(html|pcapng))$/
    for (const path of [...MATRIX.keys(), ...DIFF.keys()]) expect(path).toMatch(safe)
  })
})

describe('the matrix', () => {
  const html = page(REAL, 'index.html')

  it('tells first what differs, with what was expected and observed, why, and where that is said', () => {
    expect(html).toContain('<h1>5 claims on 2 stacks: 3 come out differently and 1 was not tested everywhere.</h1>')
    const card =
      /<article class="difference"[^>]*>(?:(?!<\/article>).)*readiness\/peer-fin.*?<\/article>/s.exec(html)?.[0] ?? ''
    expect(card).toContain('poll() when «last» and FIN have come')
    expect(card).toMatch(/pass.*linux.*\[POLLIN, POLLOUT, POLLRDHUP\].*fail.*gvisor.*\[POLLIN, POLLOUT\]/s)
    expect(card).toContain('<strong>gvisor</strong>, as known: netstack has no event for the FIN of a peer')
    expect(card).toContain(
      '<a href="https://github.com/google/gvisor/issues/6015" rel="noreferrer">Where that is said</a>',
    )
    expect(html.indexOf('class="difference"')).toBeLessThan(html.indexOf('data-row'))
  })

  it('tells why something was not put to the test', () => {
    expect(html).toMatch(/What was not put to the test everywhere.*gvisor.*1 claim<.*No network namespaces here/s)
  })

  it('has a cell for every claim and run, that leads to its page and is told in words', () => {
    const rows = [...html.matchAll(/<tr data-row.*?<\/tr>/gs)].map(([row]) => row)
    expect(rows).toHaveLength(5)
    for (const row of rows) {
      expect([...row.matchAll(/href="(linux|gvisor)\/claims\//g)]).toHaveLength(2)
      expect(row).toMatch(/<span class="word"> (pass|fail|unsupported) <\/span>/)
    }
    expect(html).toContain('data-verdict="pass linux:pass fail gvisor:fail"')
  })

  it('has the environments side by side, with what differs marked', () => {
    expect(html).toMatch(/Kernel <span class="differs">.*?Linux 6\.18\.44<.*?Linux 4\.4\.0</s)
    expect(html).not.toMatch(/Runtime <span class="differs">/)
  })

  it('shows the reading that a run showed where that is not the catalogue’s, and what is not part of a run', () => {
    expect(page(MATRIX, 'index.html')).toContain('reads here as contradicted')
    expect(page(MATRIX, 'index.html')).toContain('not in this run')
  })

  it('says which runs are partial', () => {
    expect(page(MATRIX, 'index.html')).toContain('has 2 of 5 results.')
    expect(html).not.toContain('class="partial"')
  })
})

describe('the page of a claim in one of several runs', () => {
  it('leads back, and to the same claim in the others', () => {
    const html = page(REAL, 'gvisor/claims/readiness/peer-fin.html')
    expect(html).toContain('<a href="../../../index.html">All runs</a>')
    expect(html).toMatch(/<a href="\.\.\/\.\.\/\.\.\/linux\/claims\/readiness\/peer-fin\.html">linux<\/a>/)
    expect(html).toContain('<title>gvisor · ')
  })
})

describe('what changed between two runs', () => {
  const html = page(DIFF, 'index.html')

  it('is told by what became of it, worst first, with both sides', () => {
    expect(html).toMatch(/<h1>7 of 9 claims changed: 2 worse, 4 no longer tested and 1 otherwise than before\.<\/h1>/)
    expect(html).toMatch(
      /2 worse<.*connect of the second client, when the queue stays full.*ETIMEDOUT.*4 no longer tested/s,
    )
    expect(html).toContain('href="before/claims/listen/full-backlog.html"')
    expect(html).toContain('href="after/claims/listen/full-backlog.html"')
  })

  it('is followed by what stayed', () => {
    expect(html).toMatch(/2 claims as before/)
  })
})

describe('texts from evidence', () => {
  const all = [...pages(MATRIX), ...pages(DIFF)]

  it.each(all)('%s has no element that they would make', (_, html) => {
    expect(html).not.toMatch(/<script>alert|<img|<b>/)
    expect(html).not.toContain('javascript:')
  })

  it.each(all)('%s shows none of their invisible characters', (_, html) => {
    expect(html).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}/u)
  })

  it.each(all)(
    '%s has neither style attributes nor event handlers, and names the hashes of its own style and script',
    (_, html) => {
      expect(html).not.toMatch(/<[^>]* (style|on[a-z]+)=/)
      const [style = '', script = ''] = [/<style>([\s\S]*?)<\/style>/, /<script>([\s\S]*?)<\/script>/].map(
        (one) => one.exec(html)?.[1] ?? '',
      )
      expect(html).toContain(`style-src ${hashOf(style)}; script-src ${hashOf(script)};`)
    },
  )

  it('are told to programs as they are', () => {
    const { columns } = JSON.parse(page(MATRIX, 'matrix.json'))
    expect(columns[3].stack).toBe(hostile().stack)
  })
})
