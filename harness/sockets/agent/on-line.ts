/** A type as it is on a line of the agent protocol: bytes are `{"base64":…}`; nobody else writes to it. */
export type OnLine<Value> = Value extends Uint8Array
  ? { base64: string }
  : Value extends readonly (infer Item)[]
    ? OnLine<Item>[]
    : Value extends object
      ? { -readonly [Field in keyof Value]: OnLine<Value[Field]> }
      : Value

/** `true` where two types are one and the same, optional fields included. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
