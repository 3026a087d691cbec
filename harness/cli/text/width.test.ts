import { afterEach, expect, test, vi } from 'vitest'
import { terminalWidth } from './width.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['120', { columns: 70 }, 120],
  ['', { columns: 70 }, 70],
  ['', {}, 80],
  ['wide', { columns: 70 }, 70],
  ['-3', {}, 80],
])('COLUMNS «%s» with a terminal of %j gives %d', (wished, stream, width) => {
  vi.stubEnv('COLUMNS', wished)
  expect(terminalWidth(stream)).toBe(width)
})
