import { describe, expect, it } from 'vitest'
import { entriesOf } from '../catalogue/entry.ts'
import { goodEvidence, sampleEvidence } from '../fixtures/sample.ts'
import { contradicted, failingProperty, qualified } from '../fixtures/sample-results.ts'
import { count, grouped, list } from './count.ts'
import { meaning } from './meaning.ts'
import { summarySentence } from './summary.ts'
import { dateAndTime, duration } from './time.ts'
import { shortened, visible, visibleLines } from './visible.ts'

describe('a length of time is short enough for a margin', () => {
  it.each([
    [0, '0'],
    [999, '999 ns'],
    [412_345, '412 µs'],
    [999_800, '1 ms'],
    [12_340_000, '12.3 ms'],
    [1_024_000_000, '1.02 s'],
    [63_000_000_000, '63 s'],
    [127_000_000_000, '2 min 7 s'],
  ])('%d', (nanoseconds, text) => {
    expect(duration(nanoseconds)).toBe(text)
  })
})

describe('text from outside', () => {
  it('shows what is not seen by its code point', () => {
    expect(visible('a\u0000b\u202ec\nd\u200be')).toBe('a⟨U+0000⟩b⟨U+202E⟩c⏎d⟨U+200B⟩e')
  })

  it('keeps its lines where it is shown as it was laid out', () => {
    expect(visibleLines('a\r\nb\tc\u001b')).toBe('a\nb\tc⟨U+001B⟩')
  })

  it('is cut between characters, not within them', () => {
    expect(shortened('🙂🙂🙂', 2)).toBe('🙂…')
  })
})

describe('numbers', () => {
  it('stand with their nouns', () => {
    expect([count(1, 'claim'), count(2, 'claim'), grouped(1234567)]).toEqual(['1 claim', '2 claims', '1 234 567'])
  })

  it('stand in lists', () => {
    expect([list([]), list(['a']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c'])
  })

  it('stand in dates', () => {
    expect(dateAndTime('2026-11-21T08:59:58.000Z')).toBe('21 November 2026, 08:59 UTC')
  })
})

describe('what a reading and a verdict come to together', () => {
  it('names both cases of a qualified claim', () => {
    expect(meaning(qualified())).toBe(
      'The sentence is too broad: it is true when the queue stays full, and not when the server accepts one client before the next SYN is sent again.',
    )
  })

  it('says of a contradicted claim when it is not so', () => {
    expect(meaning(contradicted())).toBe(
      'The sentence is wrong, and this machine showed it: it is not so when the server is bound and does not listen.',
    )
  })

  it('gives the reason of a failure', () => {
    expect(meaning(failingProperty())).toBe(
      'The catalogue says that the sentence is true. This run showed otherwise: clients in the accept queue: expected 4, observed 3.',
    )
  })
})

describe('a run in one sentence', () => {
  it('says when all is as expected', () => {
    const evidence = goodEvidence()
    expect(summarySentence(evidence, entriesOf(evidence))).toBe('6 of 6 claims as expected on Linux 6.18.3.')
  })

  it('says what is not', () => {
    const evidence = sampleEvidence()
    expect(summarySentence(evidence, entriesOf(evidence))).toBe(
      '6 of 9 claims as expected on Linux 6.18.3; 1 otherwise, 1 unresolved and 1 not supported here.',
    )
  })
})
