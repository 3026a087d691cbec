import { errorDetail, errorText } from '../errors.ts'
import type { ResultRecord } from '../evidence/schema.ts'

const strays: unknown[] = []
let isListening = false

/** From now on errors that nobody caught are kept for {@link blameStrays}, instead of ending this process. */
export function keepStrays(): void {
  if (isListening) return
  isListening = true
  process.on('uncaughtException', (error) => strays.push(error))
  process.on('unhandledRejection', (reason) => strays.push(reason))
}

/** Forgets errors from before a claim. */
export function forgetStrays(): void {
  strays.length = 0
}

/** The record of a claim; if errors went past it while it ran, what it observed cannot be relied on. */
export function blameStrays(record: ResultRecord): ResultRecord {
  const [first] = strays.splice(0)
  if (first === undefined) return record
  const reason = `An error went past the experiment while it ran (a promise that nobody awaited?): ${errorText(first)}`
  return { ...record, verdict: { outcome: 'unresolved', reason, detail: errorDetail(first) }, shownReading: null }
}
