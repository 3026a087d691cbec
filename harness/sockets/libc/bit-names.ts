import { RequestError } from './request-error.ts'

/** A set of named bits, as C puts them into one int: names to bits and back. */
export class BitNames<Name extends string> {
  /** The bits of each name. */
  readonly table: Readonly<Record<Name, number>>
  readonly #entries: readonly [Name, number][]

  constructor(table: Readonly<Record<Name, number>>) {
    this.table = table
    this.#entries = Object.entries(table) as [Name, number][]
  }

  /** The names or'ed together; 0 for none. */
  toBits(names: readonly Name[] | undefined): number {
    return names === undefined ? 0 : this.parse(names)
  }

  /** Like {@link toBits} for names that may belong elsewhere: one that is not in the table is a {@link RequestError}. */
  parse(names: readonly string[]): number {
    const table: Readonly<Record<string, number>> = this.table
    let bits = 0
    for (const name of names) {
      const bit = table[name]
      if (bit === undefined) throw new RequestError('a flag', `one of ${Object.keys(table).join(', ')}`, name)
      bits |= bit
    }
    return bits >>> 0
  }

  /** The names whose bits are set, in the order of the table; bits without a name are left out. */
  toNames(bits: number): Name[] {
    const names: Name[] = []
    for (const [name, bit] of this.#entries) if ((bits & bit) !== 0) names.push(name)
    return names
  }
}
