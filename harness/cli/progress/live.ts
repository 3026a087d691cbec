import type { WriteStream } from 'node:tty'
import type { ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import { ClaimLines } from './claim-lines.ts'
import type { Lines, Progress } from './progress.ts'
import { resultLine } from './result-line.ts'
import { statusLines } from './status-lines.ts'

const REDRAW_EVERY = 100

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'

/** Clears from the cursor to the end of the screen. */
const CLEAR_BELOW = '\x1b[J'

/** Progress in place: what is unexpected stays above, the state of the run is redrawn below. */
export class LiveProgress implements Progress {
  readonly #stream: WriteStream
  readonly #planned: number
  readonly #lines: Lines
  readonly #claimLines = new ClaimLines()
  readonly #startedAt = performance.now()
  readonly #running = new Map<string, number>()
  readonly #timer: NodeJS.Timeout
  readonly #showCursor = (): void => void this.#stream.write(SHOW_CURSOR)
  #done = 0
  #unexpected = 0
  #drawn = 0

  constructor(stream: WriteStream, planned: number, lines: Lines) {
    this.#stream = stream
    this.#planned = planned
    this.#lines = lines
    this.#timer = setInterval(() => this.#draw(), REDRAW_EVERY).unref()
    process.once('exit', this.#showCursor)
    stream.write(HIDE_CURSOR)
    this.#draw()
  }

  readonly onBegin = (claim: string): void => {
    this.#running.set(claim, performance.now())
  }

  readonly onEnd = (claim: string): void => {
    this.#running.delete(claim)
    const line = this.#claimLines.end(claim)
    if (line !== null) this.#draw(`${line}\n`)
  }

  readonly onResult = (record: ResultRecord): void => {
    this.#done += 1
    if (!isExpected(record)) this.#unexpected += 1
    if (this.#lines === 'claims') this.#claimLines.add(record)
    else if (!isExpected(record)) this.#draw(`${resultLine(record)}\n`)
  }

  readonly onOutput = (text: string): void => {
    this.#draw(`${text.trimEnd()}\n`)
  }

  readonly close = (): void => {
    clearInterval(this.#timer)
    process.off('exit', this.#showCursor)
    this.#stream.write(`${this.#home()}${CLEAR_BELOW}${SHOW_CURSOR}`)
  }

  /** Draws the state of the run anew, below a text that stays. */
  #draw(above = ''): void {
    const lines = statusLines(
      {
        done: this.#done,
        planned: this.#planned,
        unexpected: this.#unexpected,
        running: this.#running,
        startedAt: this.#startedAt,
      },
      this.#stream.columns,
      performance.now(),
    )
    this.#stream.write(`${this.#home()}${CLEAR_BELOW}${above}${lines.join('\n')}\n`)
    this.#drawn = lines.length
  }

  /** Moves the cursor to where the state was drawn last. */
  #home(): string {
    return this.#drawn === 0 ? '' : `\x1b[${this.#drawn}F`
  }
}
