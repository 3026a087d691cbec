import { setImmediate as turn } from 'node:timers/promises'

const PATIENCE_MILLISECONDS = 10_000

/** Waits until something that can be observed is so, looking again at every turn of the event loop. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`After ${PATIENCE_MILLISECONDS} ms still not: ${what}.`)
    await turn()
  }
}
