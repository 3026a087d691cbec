/** The symbolic name of an error number, for example `ECONNREFUSED` (errno(3)). */
export type ErrnoName = string

/** What a call gave back: its value, or the name of the error it failed with. */
export type Result<Value> = (Succeeded<Value> | Failed) & { readonly stamps?: Stamps }

/** When a call was made and when it came back, where whoever made it tells: nanoseconds since the Unix epoch. */
export interface Stamps {
  readonly began: bigint
  readonly ended: bigint
}

/** The call succeeded. */
export interface Succeeded<Value> {
  readonly value: Value
  readonly errno: null
}

/** The call failed with this error. */
export interface Failed {
  readonly value: null
  readonly errno: ErrnoName
}

/** A result that carries a value. */
export function succeeded<Value>(value: Value): Succeeded<Value> {
  return { value, errno: null }
}

/** A result that carries an error name. */
export function failed(errno: ErrnoName): Failed {
  return { value: null, errno }
}
