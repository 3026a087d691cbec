/** What a stack or a machine lacks, why, and what mends it: an experiment that asks for it is unsupported. */
export interface Lack {
  readonly name: string
  readonly reason: string
  readonly mend: string
}

/** An experiment asked for something that the stack says it does not have: declared, never inferred from a failing check. */
export class NotOffered extends Error implements Lack {
  override name: string
  readonly reason: string
  readonly mend: string

  constructor({ name, reason, mend }: Lack) {
    super(`No ${name} here: ${reason}. To mend it: ${mend}.`)
    this.name = name
    this.reason = reason
    this.mend = mend
  }
}
