import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { expect, test } from 'vitest'
import { resultWith } from '../testing/records.ts'
import { LiveProgress } from './live.ts'

const ESCAPE = '\u001b['

/** What a terminal shows after these bytes, of which it understands what is used here: n lines up, clear what is below. */
function screen(bytes: string): readonly string[] {
  const lines: string[] = ['']
  let at = 0
  bytes.split(ESCAPE).forEach((part, index) => {
    const letter = index === 0 ? -1 : part.search(/[A-Za-z]/)
    const command = part.slice(0, letter + 1)
    if (command.endsWith('F')) at -= Number(command.slice(0, -1))
    if (command === 'J') lines.splice(at)
    const [first = '', ...rest] = part.slice(letter + 1).split('\n')
    lines[at] = (lines[at] ?? '') + first
    for (const line of rest) {
      at += 1
      lines[at] = (lines[at] ?? '') + line
    }
  })
  return lines.filter((line) => line !== '')
}

test('What is unexpected stays on the screen, the state is redrawn below it and is gone in the end', () => {
  const stream = new PassThrough({ encoding: 'utf8' })
  const progress = new LiveProgress(
    Object.assign(stream, { columns: 80, isTTY: true }) as unknown as WriteStream,
    3,
    'results',
  )
  let bytes = ''
  const shown = (): readonly string[] => {
    bytes += stream.read() ?? ''
    return screen(bytes)
  }

  expect(shown()).toEqual([expect.stringMatching(/^━+ 0\/3 · 0\.\d s$/)])
  progress.onBegin('a/first')
  progress.onBegin('b/second')
  progress.onResult(resultWith('a/first', 'fail', { reason: 'it is wrong' }))
  expect(shown()).toEqual([
    '✗ fail        a/first 0.0 s  it is wrong',
    expect.stringMatching(/^━+ 1\/3 · 0\.\d s · 1 unexpected$/),
    expect.stringMatching(/^ {2}a\/first 0\.\d s$/),
    expect.stringMatching(/^ {2}b\/second 0\.\d s$/),
  ])
  progress.onEnd('a/first')
  progress.onOutput('b says hello\n')
  progress.onResult(resultWith('b/second', 'pass'))
  progress.onEnd('b/second')
  progress.close()
  expect(shown()).toEqual(['✗ fail        a/first 0.0 s  it is wrong', 'b says hello'])
  expect(bytes.endsWith(`${ESCAPE}?25h`)).toBe(true)
})
