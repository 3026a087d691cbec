import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Column } from '../runs/column.ts'

/** That a page belongs to one of several runs which are shown side by side. */
export interface Among {
  readonly column: Column
  readonly columns: readonly Column[]
  /** What the page is called that shows them side by side. */
  readonly overview: string
}

/** Told to every page of a run; null on those of a run that stands alone. */
export const AmongContext = createContext<Among | null>(null)

/** The runs that the page is among, or null. */
export function useAmong(): Among | null {
  return useContext(AmongContext)
}
