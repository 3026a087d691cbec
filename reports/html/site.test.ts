import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { footerOf, headerOf, resultOf } from '../fixtures/records.ts'
import { goodEvidence, hostile, partialEvidence, sampleEvidence } from '../fixtures/sample.ts'
import { handshake } from '../fixtures/sample-results.ts'
import { hashOf } from './document.ts'
import { htmlReport, type ReportFiles } from './site.tsx'

function pages(files: ReportFiles): [path: string, html: string][] {
  return [...files].flatMap(([path, content]) =>
    typeof content === 'string' ? [[path, content] as [string, string]] : [],
  )
}

describe('a report', () => {
  it('has an index, a page for each claim and a capture where packets were seen', () => {
    expect([...htmlReport(goodEvidence()).keys()]).toEqual([
      'index.html',
      'behaviours.html',
      'claims/listen/handshake-before-accept.html',
      'captures/listen--handshake-before-accept.pcapng',
      'claims/listen/full-backlog.html',
      'captures/listen--full-backlog.pcapng',
      'claims/connect/fulfilled-by-bind.html',
      'captures/connect--fulfilled-by-bind.pcapng',
      'claims/stream/bytes-in-order.html',
      'captures/stream--bytes-in-order.pcapng',
      'claims/nat/one-public-address.html',
      'captures/nat--one-public-address.pcapng',
      'claims/udp/may-be-reordered.html',
      'captures/udp--may-be-reordered.pcapng',
    ])
  })

  it('is the same for the same evidence', () => {
    expect(htmlReport(sampleEvidence())).toEqual(htmlReport(sampleEvidence()))
  })

  it('has no link within it that leads nowhere', () => {
    const files = htmlReport(sampleEvidence())
    for (const [path, html] of pages(files)) {
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href)
      for (const href of links.filter((one) => !/^(https?|data):/.test(one))) {
        const [target = '', anchor] = href.split('#')
        const found = target === '' ? path : posix.join(posix.dirname(path), target)
        expect(files.has(found), `${href} in ${path}`).toBe(true)
        if (anchor !== undefined) expect(files.get(found)).toContain(`id="${anchor}"`)
      }
    }
  })

  it('gives captures that begin as pcapng does', () => {
    const bytes = htmlReport(goodEvidence()).get('captures/nat--one-public-address.pcapng')
    expect(
      Buffer.from(bytes ?? '')
        .subarray(0, 4)
        .toString('hex'),
    ).toBe('0a0d0d0a')
  })
})

describe('what a page may do', () => {
  it.each(pages(htmlReport(sampleEvidence())))(
    '%s names the hashes of its own style and script, and nothing else',
    (_, html) => {
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
      const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text = '']) => hashOf(text))
      const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => hashOf(text))
      expect(policy).toBe(
        `default-src 'none'; style-src ${styles.join()}; script-src ${scripts.join()}; img-src data:; base-uri 'none'; form-action 'none'`,
      )
    },
  )

  it.each(pages(htmlReport(sampleEvidence())))('%s has neither style attributes nor event handlers', (_, html) => {
    expect(html).not.toMatch(/<[^>]* (style|on[a-z]+)=/)
  })
})

describe('texts from evidence', () => {
  const files = htmlReport({ ...sampleEvidence(), problems: [hostile().claim.says] })

  it.each(pages(files))('%s has no element that they would make', (_, html) => {
    expect(html).not.toMatch(/<script>alert|<img|<b>/)
    expect(html).not.toContain('javascript:')
  })

  it.each(pages(files))('%s shows none of their invisible characters', (_, html) => {
    expect(html).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}/u)
  })

  it('make no path out of the folder', () => {
    for (const path of files.keys())
      expect(path).toMatch(/^((index|mutants|behaviours)\.html|(claims|captures)\/[a-z0-9/-]+\.(html|pcapng))$/)
  })

  it('of equal file names make different files', () => {
    const claim = handshake().claim
    const results = ['a/b c', 'a/b/c', 'a/B-C'].map((id) => resultOf({ ...claim, id }))
    const report = htmlReport({ header: headerOf(results), results, footer: footerOf(results), problems: [] })
    expect([...report.keys()]).toEqual([
      'index.html',
      'claims/a/b-c.html',
      'claims/a/b-c-2.html',
      'claims/a/b-c-3.html',
    ])
  })
})

describe('partial evidence', () => {
  it('is called so on every page, with how much is there', () => {
    for (const [, html] of pages(htmlReport(partialEvidence()))) expect(html).toContain('Partial: 2 of 5 results.')
  })

  it('lists what was planned and not reached', () => {
    const index = String(htmlReport(partialEvidence()).get('index.html'))
    expect(index).toContain('2 of 5 claims as expected on Linux 6.18.3; 3 not reached.')
    expect(index).toContain('close/half-close')
  })

  it('is not called so when all is there', () => {
    expect(String(htmlReport(goodEvidence()).get('index.html'))).not.toContain('Partial')
  })
})

describe('a claim that was tried several times', () => {
  it('shows every verdict, and as its own the one that needs attention', () => {
    const claim = handshake().claim
    const failed = { outcome: 'fail', reason: 'it did not', detail: null } as const
    const results = [
      resultOf(claim),
      resultOf(claim, { repeat: 1, verdict: failed }),
      resultOf(claim, { stack: 'gvisor' }),
    ]
    const report = htmlReport({ header: headerOf(results), results, footer: footerOf(results), problems: [] })
    const page = String(report.get('claims/listen/handshake-before-accept.html'))
    expect(page).toContain('Every time it was tried')
    expect(page).toMatch(/This run showed otherwise: it did not\..*gvisor/s)
    expect(String(report.get('index.html'))).toContain('0 of 1 claim as expected')
  })
})

describe('mutants', () => {
  const index = String(htmlReport(sampleEvidence()).get('index.html'))
  const page = String(htmlReport(sampleEvidence()).get('claims/listen/handshake-before-accept.html'))

  it('that were killed are counted, and the page says by which condition', () => {
    expect(index).toContain('1 of 1 killed')
    expect(page).toMatch(/the SYN is answered only when accept is called.*connect returned/s)
  })

  it('that got past a check need attention', () => {
    const claim = handshake().claim
    const results = [resultOf(claim), resultOf(claim, { mutant: { name: 'm', says: 'made wrong' } })]
    const report = htmlReport({ header: headerOf(results), results, footer: footerOf(results), problems: [] })
    expect(String(report.get('index.html'))).toContain('The check passed although this was made wrong: m.')
  })
})
