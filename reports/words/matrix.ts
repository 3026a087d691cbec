import type { Column } from '../runs/column.ts'
import type { Agreement, Row } from '../runs/rows.ts'
import { count, list } from './count.ts'

/** What several runs come to in one sentence: `169 claims on 6 stacks: 10 come out differently, 20 were not tested everywhere.` */
export function matrixSentence(columns: readonly Column[], rows: readonly Row[]): string {
  const number = (agreement: Agreement): number => rows.filter((row) => row.agreement === agreement).length
  const noun = columns.every(({ apart }) => apart === null) ? 'stack' : 'run'
  const parts = [
    [number('differ'), number('differ') === 1 ? 'comes out differently' : 'come out differently'],
    [number('partly'), number('partly') === 1 ? 'was not tested everywhere' : 'were not tested everywhere'],
  ] as const
  const told = parts.filter(([amount]) => amount > 0).map(([amount, words]) => `${amount} ${words}`)
  const on = `${count(rows.length, 'claim')} ${noun === 'stack' ? 'on' : 'in'} ${count(columns.length, noun)}`
  return `${on}: ${told.length === 0 ? 'all come out alike' : list(told)}.`
}
