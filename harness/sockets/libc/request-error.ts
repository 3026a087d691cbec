/**
 * The question could not be put to the implementation: a value does not fit the C type that would carry it. What the
 * implementation answers is never this error but a `Result` with an errno.
 */
export class RequestError extends Error {
  override name = 'RequestError'

  constructor(what: string, expected: string, found: unknown) {
    super(`${what} must be ${expected}; found ${text(found)}`)
  }
}

function text(found: unknown): string {
  return typeof found === 'object' ? JSON.stringify(found) : String(found)
}
