import pc from 'picocolors'
import { seconds } from '../words.ts'

/** How far a run has come. */
export interface Status {
  readonly done: number
  readonly planned: number
  readonly unexpected: number
  /** The claims that run, with the time (performance.now) at which each began. */
  readonly running: ReadonlyMap<string, number>
  readonly startedAt: number
}

const WIDEST_BAR = 24

/** Room for the numbers beside the bar. */
const NUMBERS = 40
const SHOWN = 8

/** The state of a run in a few lines, none wider than the terminal: how far it is, and what runs. */
export function statusLines(status: Status, columns: number, now: number): readonly string[] {
  const { done, planned, unexpected, running, startedAt } = status
  const width = Math.max(0, Math.min(WIDEST_BAR, columns - NUMBERS))
  const filled = Math.round((width * Math.min(done, planned)) / Math.max(1, planned))
  const bar = width === 0 ? '' : `${'━'.repeat(filled)}${pc.dim('━'.repeat(width - filled))} `
  const wrong = unexpected === 0 ? '' : ` · ${pc.red(`${unexpected} unexpected`)}`
  const head = `${bar}${done}/${planned} · ${seconds(now - startedAt)}${wrong}`
  const longest = [...running].sort(([, one], [, other]) => one - other)
  const rows = longest.slice(0, SHOWN).map(([claim, since]) => clipped(`  ${claim}`, seconds(now - since), columns))
  const more = longest.length > SHOWN ? [pc.dim(`  and ${longest.length - SHOWN} more`)] : []
  return [head, ...rows, ...more]
}

/** A claim and for how long it runs, clipped so that the line does not wrap. */
function clipped(claim: string, time: string, columns: number): string {
  const room = Math.max(8, columns - time.length - 2)
  const shown = claim.length > room ? `${claim.slice(0, room - 1)}…` : claim
  return `${shown} ${pc.dim(time)}`
}
