/** How much of a line that came is shown. */
const SHOWN = 200

/** A line as it is shown: characters that are not seen are escaped, and what is too long is cut. */
export function cut(line: string): string {
  const quoted = JSON.stringify(line).slice(1, -1).replaceAll('\\"', '"')
  return quoted.length <= SHOWN ? quoted : `${quoted.slice(0, SHOWN)}… (${line.length} characters)`
}

/** Seconds, for sentences: `0.4 s`. */
export function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
