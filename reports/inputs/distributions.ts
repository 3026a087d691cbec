import type { Json } from '../../harness/evidence/trace-schema.ts'
import { isObject, valueText } from '../calls/value.ts'
import { groupBy } from '../words/group.ts'
import { shortened } from '../words/visible.ts'

/** How often which value, or a value of which range, was among the inputs. */
interface Bin {
  readonly label: string
  readonly count: number
}

/** How one part of the generated inputs was distributed. */
export interface Distribution {
  /** The part, for example `backlog` or `length of messages`. */
  readonly name: string
  readonly values: number
  readonly bins: readonly Bin[]
  /** True if the bins follow one another on a scale. */
  readonly numeric: boolean
}

/** More parts than this are not shown. */
const MOST_PARTS = 8
const MOST_BINS = 12

/** How the inputs of a property were distributed: numbers by size, lists by length, all else by value. */
export function distributionsOf(inputs: readonly Json[]): Distribution[] {
  const parts = groupBy(
    inputs.flatMap((input) => partsOf(input, '')),
    ({ name }) => name,
  )
  return [...parts].slice(0, MOST_PARTS).map(([name, found]) =>
    distributionOf(
      name === '' ? 'input' : name,
      found.map(({ value }) => value),
    ),
  )
}

interface Part {
  readonly name: string
  readonly value: number | string
}

/** Takes an input apart into numbers and words, each with its name. */
function partsOf(value: Json, name: string): Part[] {
  if (typeof value === 'number') return [{ name, value }]
  if (Array.isArray(value)) {
    const members = value.every((member) => typeof member === 'number')
      ? value.map((member) => ({ name: `each of ${name}`.trim(), value: member }))
      : []
    return [{ name: `length of ${name}`.trim(), value: value.length }, ...members]
  }
  if (isObject(value))
    return Object.entries(value).flatMap(([key, inner]) => partsOf(inner, name === '' ? key : `${name}.${key}`))
  return [{ name, value: valueText(value) }]
}

function distributionOf(name: string, values: readonly (number | string)[]): Distribution {
  const numbers = values.filter((value) => typeof value === 'number')
  const numeric = numbers.length === values.length
  return {
    name: shortened(name, 40),
    values: values.length,
    numeric,
    bins: numeric ? numberBins(numbers) : wordBins(values),
  }
}

function numberBins(numbers: readonly number[]): Bin[] {
  const least = numbers.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
  const most = numbers.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
  const whole = numbers.every(Number.isInteger)
  const span = most - least + (whole ? 1 : 0)
  const size = whole ? Math.ceil(span / MOST_BINS) : span / MOST_BINS || 1
  const bins = Array.from({ length: Math.max(1, Math.ceil(span / size)) }, () => 0)
  for (const number of numbers) {
    const index = Math.min(bins.length - 1, Math.floor((number - least) / size))
    bins[index] = (bins[index] ?? 0) + 1
  }
  return bins.map((count, index) => ({ label: rangeText(least + index * size, size, whole, most), count }))
}

function rangeText(from: number, size: number, whole: boolean, most: number): string {
  if (!whole) return `${Number(from.toPrecision(4))}…`
  return size === 1 ? String(from) : `${from}–${Math.min(most, from + size - 1)}`
}

function wordBins(values: readonly (number | string)[]): Bin[] {
  const groups = [...groupBy(values, String)].map(([label, group]) => ({
    label: shortened(label, 32),
    count: group.length,
  }))
  groups.sort((one, other) => other.count - one.count)
  if (groups.length <= MOST_BINS) return groups
  const rest = groups.slice(MOST_BINS - 1)
  const others = rest.reduce((sum, { count }) => sum + count, 0)
  return [...groups.slice(0, MOST_BINS - 1), { label: `${rest.length} others`, count: others }]
}
