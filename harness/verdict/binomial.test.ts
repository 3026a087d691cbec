import { expect, test } from 'vitest'
import { binomialChances, binomialRange, evenRange, trialsToTell } from './binomial.ts'

/** C(n, k) in whole numbers. */
function choose(n: number, k: number): bigint {
  let result = 1n
  for (let i = 1; i <= k; i += 1) result = (result * BigInt(n - k + i)) / BigInt(i)
  return result
}

test('Chances agree with whole-number arithmetic, down to the smallest', () => {
  const chances = binomialChances(100, 0.5)
  for (const k of [0, 1, 5, 50, 99, 100]) {
    expect((chances[k] ?? 0) / (Number(choose(100, k)) / 2 ** 100)).toBeCloseTo(1, 9)
  }
})

test('Chances add up to one', () => {
  for (const probability of [0.01, 0.2, 0.5, 0.9]) {
    expect(binomialChances(1_000, probability).reduce((sum, one) => sum + one)).toBeCloseTo(1, 9)
  }
})

test('Either side of a range holds at most half of the false alarms, and one step narrower would not', () => {
  // Ten throws of a coin: P(X = 0) = 1/1024, P(X ≤ 1) = 11/1024.
  expect(binomialRange(10, 0.5, 2.1 / 1024)).toEqual([1, 9])
  expect(binomialRange(10, 0.5, 1.9 / 1024)).toEqual([0, 10])
  expect(binomialRange(10, 0.5, 22.1 / 1024)).toEqual([2, 8])
  // Known of the binomial distribution with n = 20, p = 0.25: P(X ≤ 0) = 0.00317, P(X ≤ 1) = 0.0243, P(X ≥ 11) = 0.00394, P(X ≥ 10) = 0.0139.
  expect(binomialRange(20, 0.25, 0.01)).toEqual([1, 10])
})

test('More parts, each with its share of the false alarms', () => {
  expect(evenRange(10, 2, 4.2 / 1024)).toEqual([1, 9])
  expect(evenRange(1_000, 4, 1e-6)).toEqual(binomialRange(1_000, 0.25, 0.25e-6))
})

test('The smallest of ranges that hold everything is everything', () => {
  expect(binomialRange(5, 0.5, 0)).toEqual([0, 5])
  expect(binomialRange(0, 0.5, 0.1)).toEqual([0, 0])
})

test('A sample is as large as it must be to tell an uneven share, and no larger', () => {
  const rates = { falseAlarm: 1e-6, miss: 1e-3 }
  const trials = trialsToTell(2, 2 / 3, rates)
  const missed = (count: number): number => {
    const [least, most] = evenRange(count, 2, rates.falseAlarm)
    return binomialChances(count, 2 / 3)
      .slice(least, most + 1)
      .reduce((sum, one) => sum + one, 0)
  }
  expect(missed(trials)).toBeLessThanOrEqual(1e-3)
  // By the normal approximation ((z₁ √pq + z₂ √p′q′) / (p − p′))² with z₁ = 5.03 and z₂ = 3.09 about 570.
  expect(trials).toBeGreaterThan(500)
  expect(trials).toBeLessThan(640)
})
