import type { Distribution } from '../../inputs/distributions.ts'
import { count } from '../../words/count.ts'
import { visible } from '../../words/visible.ts'

const WIDTH = 260
const HEIGHT = 64

/** One part of the inputs as bars: upright on a scale for numbers, a list with bars for words. */
export function Histogram({ distribution }: { distribution: Distribution }) {
  const { name, bins, numeric, values } = distribution
  return (
    <figure class="histogram">
      <figcaption>
        <strong>{visible(name)}</strong> {count(values, 'value')}
      </figcaption>
      {numeric ? <Upright distribution={distribution} /> : <Lying distribution={distribution} />}
      {numeric ? (
        <p class="scale">
          <span>{bins[0]?.label}</span>
          <span>{bins.length > 1 ? bins.at(-1)?.label : ''}</span>
        </p>
      ) : null}
    </figure>
  )
}

function Upright({ distribution: { name, bins } }: { distribution: Distribution }) {
  const most = Math.max(1, ...bins.map((bin) => bin.count))
  const step = WIDTH / bins.length
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${visible(name)}: ${bins.map(({ label, count: number }) => `${label}: ${number}`).join(', ')}`}
    >
      <path class="axis" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      {bins.map(({ label, count: number }, index) => {
        const height = (number / most) * (HEIGHT - 6)
        return (
          <rect
            class="bin"
            x={index * step + 1}
            y={HEIGHT - height}
            width={Math.max(1, Math.min(28, step - 2))}
            height={height}
          >
            <title>{`${label}: ${number}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}

function Lying({ distribution: { name, bins } }: { distribution: Distribution }) {
  const most = Math.max(1, ...bins.map((bin) => bin.count))
  return (
    <table class="lying">
      <caption class="unseen">{visible(name)}</caption>
      <tbody>
        {bins.map(({ label, count: number }) => (
          <tr>
            <th scope="row">{visible(label)}</th>
            <td class="number">{number}</td>
            <td>
              <svg viewBox="0 0 100 10" width="100" height="10" aria-hidden="true" focusable="false">
                <rect class="bin" x="0" y="1" width={(number / most) * 100} height="8" />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
