import type { WriteStream } from 'node:tty'
import { LiveProgress } from './live.ts'
import { plainProgress } from './plain.ts'
import type { Lines, Progress } from './progress.ts'

/** Progress in place on a terminal, and a line a result elsewhere. */
export function showProgress(stream: WriteStream, planned: number, lines: Lines): Progress {
  const canMove = stream.isTTY && process.env.TERM !== 'dumb' && process.env.CI === undefined
  return canMove ? new LiveProgress(stream, planned, lines) : plainProgress((line) => stream.write(`${line}\n`), lines)
}
