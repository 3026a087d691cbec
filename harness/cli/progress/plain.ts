import type { Progress } from './progress.ts'
import { resultLine } from './result-line.ts'

/** A line a result, for logs and pipes. */
export function plainProgress(print: (line: string) => void): Progress {
  return {
    onBegin: () => {},
    onResult: (record) => print(resultLine(record)),
    onEnd: () => {},
    close: () => {},
  }
}
