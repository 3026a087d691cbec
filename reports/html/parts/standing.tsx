import type { Standing } from '../../runs/cell.ts'

/** What is to be said of a verdict beside its word: that it is known of the stack, or that nobody expected it. */
export function StandingNote({ standing }: { standing: Standing }) {
  if (standing === 'known') return <small class="standing"> as known of this stack</small>
  if (standing !== 'unexpected') return null
  return (
    <small class="standing alarm">
      <span aria-hidden="true">!</span> not as expected
    </small>
  )
}
