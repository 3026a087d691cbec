/** A tool that a witness is made with is not installed. */
export class MissingTool extends Error {
  override name = 'MissingTool'

  constructor(command: string, packages: string, cause: unknown) {
    super(`The second witness of this claim needs ${command}, which is not installed: apt-get install ${packages}`, {
      cause,
    })
  }
}

/** What came of running a command; throws a {@link MissingTool} that names its Debian packages where there is none. */
export async function needing<Value>(command: string, packages: string, running: Promise<Value>): Promise<Value> {
  try {
    return await running
  } catch (error) {
    if (isMissing(error)) throw new MissingTool(command, packages, error)
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
