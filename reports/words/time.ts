const MICROSECOND = 1e3
const MILLISECOND = 1e6
const SECOND = 1e9

/** A length of time given in nanoseconds, in words short enough for a margin: `412 µs`, `12.3 ms`, `1.02 s`. */
export function duration(nanoseconds: number): string {
  const size = Math.abs(nanoseconds)
  if (size === 0) return '0'
  if (size < MICROSECOND) return `${nanoseconds} ns`
  if (size < 0.9995 * MILLISECOND) return `${significant(nanoseconds / MICROSECOND)} µs`
  if (size < 0.9995 * SECOND) return `${significant(nanoseconds / MILLISECOND)} ms`
  if (size < 99.95 * SECOND) return `${significant(nanoseconds / SECOND)} s`
  const seconds = Math.round(nanoseconds / SECOND)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** A length of time given in milliseconds. */
export function milliseconds(amount: number): string {
  return duration(Math.round(amount * MILLISECOND))
}

/** A date and time for people, in UTC: `21 November 2026, 08:52 UTC`. */
export function dateAndTime(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date)
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' }).format(date)
  return `${day}, ${time} UTC`
}

/** Three significant digits, without an exponent. */
function significant(amount: number): string {
  return String(Number(amount.toPrecision(3)))
}
