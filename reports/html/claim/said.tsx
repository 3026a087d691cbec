import type { ClaimDescription, Source } from '../../../harness/evidence/schema.ts'
import type { ClaimEntry } from '../../catalogue/entry.ts'
import { chapterOf, chapterTitle } from '../../words/chapters.ts'
import { meaning, mutantMeaning, nextStep } from '../../words/meaning.ts'
import { visible } from '../../words/visible.ts'
import { Lines } from '../parts/lines.tsx'
import { ReadingMark, VerdictMark } from '../parts/marks.tsx'
import { KnownDeviation } from './known-deviation.tsx'
import { OtherRuns } from './other-runs.tsx'
import { Repetitions } from './repetitions.tsx'

/** The statement, what it is worth, and what came of it here. */
export function Said({ entry, claim }: { entry: ClaimEntry; claim: ClaimDescription }) {
  const { main, outcome } = entry
  const onlyMutants = main === null && entry.mutants.length > 0
  const hint = onlyMutants ? null : nextStep(outcome)
  return (
    <header class="said">
      <p class="where">
        {visible(chapterTitle(chapterOf(claim.id)))} <code>{visible(claim.id)}</code>
      </p>
      <h1>{visible(claim.says)}</h1>
      <p class="marks">
        <ReadingMark reading={claim.reading} />
        {onlyMutants ? null : <VerdictMark outcome={outcome} />}
      </p>
      <p class="meaning">{main === null ? mutantMeaning(entry.mutants) : meaning(main)}</p>
      {hint === null ? null : <p class="hint">{hint}</p>}
      {main === null ? null : <KnownDeviation result={main} />}
      {main === null ? null : <Shown claim={claim} shown={main.shownReading} outcome={outcome} />}
      <OtherRuns id={claim.id} />
      <Repetitions entry={entry} />
      {main === null || main.verdict.detail === null ? null : (
        <details>
          <summary>Detail, for whoever mends it</summary>
          <Lines label="Detail" text={main.verdict.detail} />
        </details>
      )}
    </header>
  )
}

interface ShownProps {
  readonly claim: ClaimDescription
  readonly shown: ClaimDescription['reading'] | null
  readonly outcome: ClaimEntry['outcome']
}

/** What the run showed, where that is not what the catalogue says. */
function Shown({ claim, shown, outcome }: ShownProps) {
  if (outcome !== 'fail' || shown === null || shown === claim.reading) return null
  return (
    <p class="hint">
      On its own this run would read <ReadingMark reading={shown} />.
    </p>
  )
}

/** Who says so. Links are only followed when the reader follows them. */
export function Sources({ claim }: { claim: ClaimDescription }) {
  if (claim.sources.length === 0) return null
  return (
    <section aria-labelledby="sources">
      <h2 id="sources">Who says so</h2>
      <ul class="sources">
        {claim.sources.map((source) => (
          <li>
            <span class="source-kind">{SOURCE_KINDS[source.kind]}</span>
            <span>
              <SourceName source={source} />
              {source.where === null ? null : <span class="source-where">, {visible(source.where)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function SourceName({ source: { name, url } }: { source: Source }) {
  const isSafe = url !== null && /^https?:\/\//i.test(url)
  return isSafe ? (
    <a href={url} rel="noreferrer">
      {visible(name)}
    </a>
  ) : (
    <span>{visible(name)}</span>
  )
}

const SOURCE_KINDS: Readonly<Record<Source['kind'], string>> = {
  material: 'course',
  rfc: 'RFC',
  posix: 'POSIX',
  man: 'man page',
  sysctl: 'sysctl',
  kernel: 'kernel',
  python: 'Python',
  ieee: 'IEEE',
}
