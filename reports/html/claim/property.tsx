import type { PropertyStatistics, ResultRecord } from '../../../harness/evidence/schema.ts'
import { valueText } from '../../calls/value.ts'
import { distributionsOf } from '../../inputs/distributions.ts'
import { count, grouped } from '../../words/count.ts'
import { shortened, visible } from '../../words/visible.ts'
import { Histogram } from '../inputs/histogram.tsx'
import { Lines } from '../parts/lines.tsx'

/** How a property was sought to be broken, or how often a witness had to be sought. */
export function PropertySection({ result }: { result: ResultRecord }) {
  const { property, attempts } = result
  if (property === null && attempts === null) return null
  return (
    <section aria-labelledby="tried">
      <h2 id="tried">How it was sought</h2>
      {attempts === null ? null : (
        <p>
          {result.verdict.outcome === 'pass' ? 'Seen after' : 'Not seen in'} {count(attempts, 'attempt')}.
        </p>
      )}
      {property === null ? null : <Property property={property} result={result} />}
    </section>
  )
}

function Property({ property, result }: { property: PropertyStatistics; result: ResultRecord }) {
  const inputs = result.runs.flatMap(({ input }) => (input === undefined ? [] : [input]))
  const distributions = distributionsOf(inputs)
  return (
    <>
      <p>
        {count(property.runs, 'run')} of {grouped(property.runsPlanned)} planned, each with an input made at random from
        the seed <code>{property.seed}</code>.
      </p>
      {property.counterexample === null ? null : <Counterexample property={property} />}
      {distributions.length === 0 ? null : (
        <>
          <h3>The inputs that were made</h3>
          <div class="distributions">
            {distributions.map((distribution) => (
              <Histogram distribution={distribution} />
            ))}
          </div>
        </>
      )}
    </>
  )
}

function Counterexample({ property }: { property: PropertyStatistics }) {
  const { counterexample, shrinks, path } = property
  if (counterexample === null) return null
  return (
    <div class="smallest">
      <h3>The smallest counterexample</h3>
      <p>
        The conditions are not met for {shortened(valueText(counterexample), 200)}. It was reduced{' '}
        {count(shrinks, 'time')} to come to this
        {path === null ? '' : ', and fast-check finds it again at the path '}
        {path === null ? null : <code>{visible(path)}</code>}.
      </p>
      <Lines label="The smallest counterexample as JSON" text={JSON.stringify(counterexample, null, 2)} />
    </div>
  )
}
