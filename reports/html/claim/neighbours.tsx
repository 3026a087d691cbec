import type { ClaimEntry } from '../../catalogue/entry.ts'
import { visible } from '../../words/visible.ts'
import { type Paths, TO_ROOT } from '../paths.ts'

interface NeighboursProps {
  readonly previous: ClaimEntry | null
  readonly next: ClaimEntry | null
  readonly paths: Paths
}

/** The way on: the claims before and after this one. */
export function Neighbours({ previous, next, paths }: NeighboursProps) {
  return (
    <nav class="neighbours" aria-label="Neighbouring claims">
      {previous === null ? <span /> : <Neighbour entry={previous} word="Before" paths={paths} />}
      <a href={`${TO_ROOT}index.html`}>All claims</a>
      {next === null ? <span /> : <Neighbour entry={next} word="Next" paths={paths} />}
    </nav>
  )
}

function Neighbour({ entry, word, paths }: { entry: ClaimEntry; word: string; paths: Paths }) {
  return (
    <a href={`${TO_ROOT}${paths.page(entry.id)}`}>
      <small>{word}</small> {visible(entry.claim?.says ?? entry.id)}
    </a>
  )
}
