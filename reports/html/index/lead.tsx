import type { HeaderRecord } from '../../../harness/evidence/schema.ts'

/** What the reader is looking at, in two sentences. */
export function Lead({ mode }: { mode: HeaderRecord['mode'] }) {
  if (mode === 'mutants') {
    return (
      <p class="lead">
        A <em>mutant</em> is a sockets implementation or a network that gets exactly one thing wrong on purpose. The
        check of a claim must notice it: a check that nothing can fail proves nothing.
      </p>
    )
  }
  return (
    <p class="lead">
      Each claim is a sentence about sockets that was put to the test on this machine. Its <em>reading</em> says what
      the sentence is worth; its <em>verdict</em> says whether this machine behaves as that reading says.
    </p>
  )
}
