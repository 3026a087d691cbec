/** The width of what is not a terminal. */
const USUAL = 80

/** How many characters a line of the terminal holds; 80 where there is none. `COLUMNS` decides if it is set. */
export function terminalWidth(stream: { readonly columns?: number } = process.stdout): number {
  const wished = Number(process.env.COLUMNS)
  return Number.isInteger(wished) && wished > 0 ? wished : (stream.columns ?? USUAL)
}
