import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isPartial, readEvidence } from './read.ts'
import { headerFor, resultFor } from './testing/records.ts'
import { EvidenceWriter } from './write.ts'

let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockproof-evidence-'))
  file = join(folder, 'deeper', 'evidence.jsonl')
})

afterEach(() => rmSync(folder, { recursive: true }))

/** Evidence of one result out of one. */
function whole(): EvidenceWriter {
  const writer = new EvidenceWriter(file, headerFor(1))
  writer.add(resultFor('listen/backlog-bound'))
  writer.end(false)
  return writer
}

describe('evidence that was written', () => {
  test('is read back as it was, and is whole', () => {
    whole()
    const evidence = readEvidence(file)
    expect(evidence.header).toEqual(headerFor(1))
    expect(evidence.results).toEqual([resultFor('listen/backlog-bound')])
    expect(evidence.footer).toMatchObject({ results: 1, interrupted: false, outcomes: { pass: 1, fail: 0 } })
    expect(isPartial(evidence)).toBe(false)
  })

  test('is on disk result by result, before the run ends', () => {
    const writer = new EvidenceWriter(file, headerFor(2))
    writer.add(resultFor('a/b'))
    const evidence = readEvidence(file)
    expect(evidence.results).toHaveLength(1)
    expect(evidence.footer).toBeNull()
    expect(isPartial(evidence)).toBe(true)
  })

  test('is partial if it was interrupted or has fewer results than planned', () => {
    new EvidenceWriter(file, headerFor(1)).end(true)
    expect(isPartial(readEvidence(file))).toBe(true)
    new EvidenceWriter(file, headerFor(1)).end(false)
    expect(isPartial(readEvidence(file))).toBe(true)
  })
})

describe('evidence that is damaged', () => {
  test('by being cut off keeps what came before, and tells of the line', () => {
    whole()
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.slice(0, text.length - 20))
    const evidence = readEvidence(file)
    expect(evidence.results).toHaveLength(1)
    expect(evidence.problems).toEqual(['line 3: not JSON, probably cut off'])
    expect(isPartial(evidence)).toBe(true)
  })

  test('by a record that is none is told of, with what is wrong', () => {
    whole()
    appendFileSync(file, '{"kind":"result"}\n')
    expect(readEvidence(file).problems[0]).toMatch(/^line 4: .+/)
  })
})

describe('a file that is no evidence is refused, when it', () => {
  test('is not there', () => {
    expect(() => readEvidence(join(folder, 'none'))).toThrow(/Cannot read .*none.*ENOENT/)
  })

  test.each(['', 'hello\n', '{"kind":"header"}\n', '[1,2]\n'])('begins with %j', (text) => {
    const foreign = join(folder, 'foreign')
    writeFileSync(foreign, text)
    expect(() => readEvidence(foreign)).toThrow('is not sockproof evidence')
  })

  test('was written by a newer version', () => {
    const newer = join(folder, 'newer')
    writeFileSync(newer, `${JSON.stringify({ ...headerFor(1), version: 2 })}\n`)
    expect(() => readEvidence(newer)).toThrow('is evidence of version 2')
  })

  test('has a damaged header', () => {
    const damaged = join(folder, 'damaged')
    writeFileSync(damaged, `${JSON.stringify({ ...headerFor(1), seed: 'x' })}\n`)
    expect(() => readEvidence(damaged)).toThrow(/header of .* is damaged/)
  })
})
