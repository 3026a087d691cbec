import type { CallItem, Item } from './model.ts'

/**
 * Calls that one program makes again and again with the same result, and nothing between, as one that says how often: an
 * experiment that waits for something asks for it until it is there.
 */
export function fold(items: readonly Item[]): Item[] {
  const runs: Item[][] = []
  for (const item of items) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run !== undefined && last !== undefined && isRepeated(last, item)) run.push(item)
    else runs.push([item])
  }
  return runs.flatMap((run) => (run.length > 1 ? [once(run as CallItem[])] : run))
}

function isRepeated(one: Item, next: Item): boolean {
  if (one.kind !== 'call' || next.kind !== 'call' || one.until === null || next.until === null) return false
  const { text, column, who } = next
  return one.column === column && one.who === who && one.text.asked === text.asked && one.text.outcome === text.outcome
}

function once(run: readonly CallItem[]): CallItem {
  const [first] = run as [CallItem]
  const { text } = first
  return {
    ...first,
    until: run.at(-1)?.until ?? null,
    text: { ...text, outcome: `${text.outcome}, ${run.length} times` },
  }
}
