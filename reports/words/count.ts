/** A number with its noun: `1 claim`, `20 claims`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : plural}`
}

/** A whole number with thin spaces between groups of three digits from 10 000 on. */
export function grouped(number: number): string {
  const digits = String(number)
  return Math.abs(number) < 10_000 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ' ')
}

/** A list in words: `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** An amount of memory, given in bytes: `23.4 GiB`. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
