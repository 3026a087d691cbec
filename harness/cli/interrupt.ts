import { EXIT } from './exit-code.ts'

/** What stops a run. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens for the user's wish to stop. */
export interface Interrupt extends Disposable {
  /** Aborted by the first signal; a second one ends the process at once. */
  readonly signal: AbortSignal
}

/** From now on the first Ctrl-C (or SIGTERM, or SIGHUP) stops the run and keeps what was found; the second ends at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    controller.abort()
  }
  for (const name of SIGNALS) process.on(name, stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) process.off(name, stop)
    },
  }
}
