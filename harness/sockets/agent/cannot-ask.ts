/** An agent makes this call, but has no way to ask just this of its stack; the message says why. */
export class CannotAsk extends Error {
  override name = 'CannotAsk'
}
