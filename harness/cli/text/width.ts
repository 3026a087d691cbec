/** The width of what is not a terminal, and of lines that people read. */
const USUAL = 80

/** Lines of prose longer than this are hard to follow. */
const WIDEST_PROSE = 100

/** How many characters a line of the terminal holds; 80 where there is none. `COLUMNS` decides if it is set. */
export function terminalWidth(stream: { readonly columns?: number } = process.stdout): number {
  const wished = Number(process.env.COLUMNS)
  return Number.isInteger(wished) && wished > 0 ? wished : (stream.columns ?? USUAL)
}

/** The width for text that is read: that of the terminal, if that is not too wide. */
export function proseWidth(): number {
  return Math.min(terminalWidth(), WIDEST_PROSE)
}
