/**
 * Bounds for counts of independent trials, for claims that something is spread evenly. All are exact sums over the
 * binomial distribution, no approximation: P(X = k) = C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ, added in logarithms from the tail inwards,
 * so that probabilities of 10⁻¹² come out right.
 */

/** Numbers from `least` to `most`, both included. */
export type Range = readonly [least: number, most: number]

/**
 * The range that a count of successes leaves with a probability of at most `falseAlarm`, half of it on each side: the
 * narrowest [a, b] with P(X < a) ≤ falseAlarm / 2 and P(X > b) ≤ falseAlarm / 2.
 *
 * @param trials how many independent trials
 * @param probability of success in each
 */
export function binomialRange(trials: number, probability: number, falseAlarm: number): Range {
  const chances = binomialChances(trials, probability)
  return [countUntil(chances, falseAlarm / 2), trials - countUntil([...chances].reverse(), falseAlarm / 2)]
}

/**
 * The range for the count of every part when trials fall on equal parts at random. With n parts each gets a share of
 * 1 / n, so its count is binomial with p = 1 / n. The counts depend on one another; by Bonferroni’s inequality that some
 * part leaves the range has at most n times the probability that one does, so each is given falseAlarm / n.
 */
export function evenRange(trials: number, parts: number, falseAlarm: number): Range {
  return binomialRange(trials, 1 / parts, falseAlarm / parts)
}

/**
 * The fewest trials after which a part that truly gets `share` instead of 1 / parts is found outside of
 * {@link evenRange} but for a probability of `miss`: how large a sample must be to mean something.
 */
export function trialsToTell(parts: number, share: number, rates: { falseAlarm: number; miss: number }): number {
  const missed = (trials: number): number => {
    const [least, most] = evenRange(trials, parts, rates.falseAlarm)
    return sum(binomialChances(trials, share).slice(least, most + 1))
  }
  let [few, enough] = [0, 1]
  while (missed(enough) > rates.miss) [few, enough] = [enough, enough * 2]
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2)
    if (missed(middle) > rates.miss) few = middle
    else enough = middle
  }
  return enough
}

/** P(X = k) for k from 0 to `trials`. */
export function binomialChances(trials: number, probability: number): readonly number[] {
  const factorials = [0]
  for (let k = 1; k <= trials; k += 1) factorials.push((factorials[k - 1] ?? 0) + Math.log(k))
  const logFactorial = (k: number): number => factorials[k] ?? 0
  return factorials.map((_, k) =>
    Math.exp(
      logFactorial(trials) -
        logFactorial(k) -
        logFactorial(trials - k) +
        k * Math.log(probability) +
        (trials - k) * Math.log1p(-probability),
    ),
  )
}

/** How many chances from the beginning come to no more than `most` together. */
function countUntil(chances: readonly number[], most: number): number {
  let total = 0
  const first = chances.findIndex((chance) => {
    total += chance
    return total > most
  })
  return first === -1 ? chances.length : first
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
