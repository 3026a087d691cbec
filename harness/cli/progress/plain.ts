import { ClaimLines } from './claim-lines.ts'
import type { Lines, Progress } from './progress.ts'
import { resultLine } from './result-line.ts'

/** Lines for logs and pipes. */
export function plainProgress(print: (line: string) => void, lines: Lines): Progress {
  const claimLines = new ClaimLines()
  return {
    onBegin: () => {},
    onResult: (record) => {
      if (lines === 'results') print(resultLine(record))
      else claimLines.add(record)
    },
    onEnd: (claim) => {
      const line = claimLines.end(claim)
      if (line !== null) print(line)
    },
    onOutput: (text) => print(text.trimEnd()),
    close: () => {},
  }
}
