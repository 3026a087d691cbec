/** The words that a reader of the index may want explained. */
export function WordsOfTheReport() {
  return (
    <details class="words">
      <summary>The other words of this report</summary>
      <dl class="facts">
        <div>
          <dt>scenario</dt>
          <dd>One course of events, acted out once.</dd>
        </div>
        <div>
          <dt>property</dt>
          <dd>Must be so for every input: many are made at random, and a failing one is reduced to the smallest.</dd>
        </div>
        <div>
          <dt>witness</dt>
          <dd>Must be seen to happen at least once within a bounded number of attempts.</dd>
        </div>
        <div>
          <dt>mutant</dt>
          <dd>
            A sockets implementation or a network that gets exactly one thing wrong: a good check fails on it, which is
            called killing it.
          </dd>
        </div>
      </dl>
    </details>
  )
}
