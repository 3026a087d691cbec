import type { ResultRecord } from '../../evidence/schema.ts'
import { stabilityLine } from '../summary/stability.ts'
import type { Lines, Progress } from './progress.ts'
import { resultLine } from './result-line.ts'

/** Lines for logs and pipes. */
export function plainProgress(print: (line: string) => void, lines: Lines): Progress {
  const byClaim = new Map<string, ResultRecord[]>()
  return {
    onBegin: () => {},
    onResult: (record) => {
      if (lines === 'results') print(resultLine(record))
      else byClaim.set(record.claim.id, [...(byClaim.get(record.claim.id) ?? []), record])
    },
    onEnd: (claim) => {
      const results = byClaim.get(claim)
      if (results !== undefined) print(stabilityLine(claim, results))
    },
    onOutput: (text) => print(text.trimEnd()),
    close: () => {},
  }
}
