import { expect, test } from 'vitest'
import { realtime, startClock } from './clock.ts'

test('the clock stands between two readings of the clock of Node', () => {
  const before = Date.now()
  const now = Number(realtime() / 1_000_000n)
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
})

test('what has elapsed since the start is what the clock has gone on', () => {
  const { startedAt, elapsed } = startClock()
  for (let reading = 0; reading < 1000; reading++) {
    const before = realtime()
    const at = startedAt + BigInt(elapsed())
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(realtime())
  }
})
