import type { Program } from '../program.ts'
import type { Tools } from '../tools.ts'

/**
 * Waits for a line that a program prints on standard output, the first of which is 0; null if it ends without it, or does
 * not print it while there is patience.
 */
export async function lineOf(program: Program, index: number, { eventually }: Pick<Tools, 'eventually'>) {
  const line = (): string | null => program.printed[index] ?? null
  await eventually(
    () => line() !== null || program.end !== null,
    (isOver) => isOver,
  )
  // What it printed last may still have to be read.
  if (program.end !== null) await program.ended()
  return line()
}

/** Tells a program a line, and gives the line that it prints next; null if it prints none. */
export function ask(program: Program, question: string, tools: Pick<Tools, 'eventually'>): Promise<string | null> {
  const next = program.printed.length
  program.tell(question)
  return lineOf(program, next, tools)
}
