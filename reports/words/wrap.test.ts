import { expect, it } from 'vitest'
import { wrap } from './wrap.ts'

it('breaks text between words, before it is too wide', () => {
  expect(wrap('one two three', { width: 7 })).toEqual(['one two', 'three'])
  expect(wrap('one two three', { width: 6 })).toEqual(['one', 'two', 'three'])
})

it('begins the first line otherwise than the rest, and counts that in', () => {
  expect(wrap('one two three', { width: 9, first: '1. ', rest: '   ' })).toEqual(['1. one', '   two', '   three'])
})

it('leaves a word whole that is wider than a line', () => {
  expect(wrap('see https://example.org/long now', { width: 8 })).toEqual(['see', 'https://example.org/long', 'now'])
})

it('keeps wide spaces within a line, and none at its ends', () => {
  expect(wrap(' SYN  seq 0  mss 10 ', { width: 12 })).toEqual(['SYN  seq 0', 'mss 10'])
})

it('counts characters, not code units, and gives one line for no text', () => {
  expect(wrap('🙂🙂 🙂🙂', { width: 5 })).toEqual(['🙂🙂 🙂🙂'])
  expect(wrap('', { width: 5, first: '- ' })).toEqual(['- '])
})
