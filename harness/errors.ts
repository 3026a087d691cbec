/** What went wrong, in words, of anything that was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Where it went wrong, for whoever mends it. */
export function errorDetail(error: unknown): string | null {
  return error instanceof Error ? (error.stack ?? null) : null
}
