import { type Served, serveAgent } from './serve.ts'

/** The main program of an agent: serves over standard input and output until the end of its input. */
export async function runAgent(served: Served): Promise<void> {
  // A Ctrl-C on the terminal is sockproof's to decide on, which then ends the input.
  process.on('SIGINT', () => {})
  await serveAgent(served)
}
