/**
 * Whoever reads what this process prints may stop reading, as `head` does. The work goes on then, and its evidence is kept;
 * it is only no longer told of.
 */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
