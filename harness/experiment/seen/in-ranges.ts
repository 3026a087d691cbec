/**
 * What a call answers for each number of a range, in as few words as it can be told: `1…1023: EACCES`. Neighbours with
 * the same answer are one range.
 *
 * @param last the last number, included
 * @param call gives the error, or null
 */
export async function inRanges(
  first: number,
  last: number,
  call: (number: number) => Promise<string | null>,
): Promise<string[]> {
  const ranges: { first: number; last: number; error: string | null }[] = []
  for (let number = first; number <= last; number += 1) {
    const error = await call(number)
    const range = ranges.at(-1)
    if (range !== undefined && range.error === error) range.last = number
    else ranges.push({ first: number, last: number, error })
  }
  return ranges.map((range) => `${textOf(range)}: ${range.error ?? 'no error'}`)
}

function textOf({ first, last }: { first: number; last: number }): string {
  return (first === last ? `${first}` : `${first}…${last}`).replaceAll('-', '−')
}
