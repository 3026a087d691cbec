import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { claimOf, conditionOf, resultOf, runOf } from '../../../reports/fixtures/records.ts'
import {
  contradicted,
  failingProperty,
  handshake,
  qualified,
  witness,
} from '../../../reports/fixtures/sample-results.ts'
import type { ResultRecord } from '../../evidence/schema.ts'
import { explanation } from './explanation.ts'
import type { FoundEvidence } from './find-evidence.ts'

const NONE: FoundEvidence = { kind: 'none', why: 'there is no sockproof-report/evidence.jsonl here' }

function found(result: ResultRecord): FoundEvidence {
  return { kind: 'found', file: 'evidence.jsonl', kernel: 'Linux 6.18', result }
}

function explained(result: ResultRecord, columns = 80, claim = result.claim): string {
  return stripVTControlCharacters(explanation(claim, found(result), columns))
}

const CLAIM = claimOf({
  id: 'listen/made-up',
  says: 'A claim made for a test.',
  reading: 'contradicted',
  sources: [
    {
      kind: 'rfc',
      name: 'RFC 9293',
      where: 'section 3.5.2',
      url: 'https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2',
    },
    { kind: 'material', name: 'Notes', where: 'it is said there', url: null },
  ],
  byHand: [{ run: 'ss -tln\nss -tan', see: 'LISTEN' }],
  mutants: [{ name: 'queue-refuses', says: 'a full queue refuses' }],
})

describe('a claim without evidence', () => {
  const text = stripVTControlCharacters(explanation(CLAIM, NONE, 80))

  test('is explained: statement, reading, sources, reason, steps, mutants, commands', () => {
    expect(text).toContain('listen/made-up\nA claim made for a test.\n')
    expect(text).toContain('Reading  contradicted: the sentence is wrong as it stands;')
    expect(text).toContain('  - RFC 9293, section 3.5.2\n    https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2\n')
    expect(text).toContain('  1. A server listens.\n  2. A client connects.')
    expect(text).toContain('  - a full queue refuses\n    queue-refuses')
    expect(text).toContain('  $ ss -tln\n    ss -tan\n    → LISTEN')
    expect(text).toMatch(/sockproof verify listen\/made-up$/)
  })

  test('says that there is none, and how to get it', () => {
    expect(text).toContain('Not known yet: there is no sockproof-report/evidence.jsonl here.')
    expect(text).toContain('  sockproof verify listen/made-up\n')
    expect(text).not.toContain('What happened')
  })
})

describe('a claim with evidence', () => {
  test('shows the verdict, when and where it was taken, and each condition', () => {
    const condition = conditionOf('clients in the queue', 2, 3)
    const verdict = { outcome: 'fail', reason: 'clients in the queue: expected 2, observed 3.', detail: null } as const
    const text = explained(resultOf(CLAIM, { runs: [runOf([condition])], verdict }))
    expect(text).toContain('  ✗ fail\n  on Linux 6.18, 21 November 2026, 09:00 UTC (evidence.jsonl)\n')
    expect(text).toContain('  ✗ clients in the queue\n      expected  2\n      observed  3\n')
  })

  test('shows both sides of a qualified claim', () => {
    const text = explained(qualified())
    expect(text).toContain('  True when ')
    expect(text).toContain('  But not when ')
  })

  test('shows the smallest counterexample of a property, and how many inputs were good', () => {
    expect(explained(failingProperty())).toMatch(
      /inputs? tried, all conditions met for \d+\.\s+Shown is\s+the\s+smallest\s+counterexample/,
    )
  })

  test('shows the timeline as a ladder', () => {
    expect(explained(handshake(), 140)).toMatch(/├── SYN .*▶│/)
    expect(explained(handshake(), 80)).toMatch(/├─+▶│ +SYN/)
  })

  test('says when the claim was another', () => {
    const { claim } = handshake()
    expect(explained(handshake(), 80, { ...claim, reading: 'qualified' })).toContain(
      'The claim was another then (holds)',
    )
  })

  test.each([handshake, qualified, contradicted, failingProperty, witness])('%o fits 80 columns', (make) => {
    const lines = explained(make()).split('\n')
    expect(
      lines.filter((line) => [...line].length > 80 && !line.startsWith('  $ ') && !line.includes('https:')),
    ).toEqual([])
  })

  test('lets no control character through to the terminal', () => {
    const hostile = {
      ...CLAIM,
      says: '\u001b[2Jgone',
      why: '\u202ewhy',
      byHand: [{ run: 'rm\u001b[A', see: '\u0007' }],
    }
    const text = explained(resultOf(hostile, { runs: [runOf([conditionOf('\u001b]0;title', '\u0000', '\r')])] }))
    const controls = [...text].filter((character) => /[\p{Cc}\u202e]/u.test(character) && character !== '\n')
    expect(controls).toEqual([])
    expect(text).toContain('⟨U+001B⟩[2Jgone')
  })
})
