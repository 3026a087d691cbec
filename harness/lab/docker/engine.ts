import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers'
import { errorText } from '../../errors.ts'

/** The interface to a Docker engine. */
export type Engine = ContainerRuntimeClient['container']['dockerode']

/** A container as the engine knows it. */
export type EngineContainer = ReturnType<Engine['getContainer']>

/** Containers cannot be made here; the message says what to do. */
export class NoContainers extends Error {
  override name = 'NoContainers'
  readonly mend: string

  constructor(reason: string, mend: string) {
    super(reason)
    this.mend = mend
  }
}

const START_ENGINE =
  'install a Docker engine (apt-get install docker.io) and start it (systemctl start docker, or dockerd by itself); ' +
  'one that listens elsewhere than at /var/run/docker.sock is named by DOCKER_HOST'

/** The engine that testcontainers finds: by DOCKER_HOST, its own settings, or at the usual sockets. Throws {@link NoContainers}. */
export async function findEngine(): Promise<Engine> {
  const { DOCKER_HOST: wanted = '' } = process.env
  // Nobody needs the engine's address: where this runs in a container, it would be looked for by starting another one.
  process.env.TESTCONTAINERS_HOST_OVERRIDE ??= 'localhost'
  let engine: Engine
  try {
    engine = (await getContainerRuntimeClient()).container.dockerode
  } catch (error) {
    throw new NoContainers(`no Docker engine answers: ${errorText(error)}`, START_ENGINE)
  }
  // Another engine is not to be used in its place without a word.
  if (wanted !== '' && !isAt(engine, wanted)) {
    throw new NoContainers(`no Docker engine answers at ${wanted}, which DOCKER_HOST names`, START_ENGINE)
  }
  return engine
}

function isAt(engine: Engine, address: string): boolean {
  const modem = engine.modem as { socketPath?: string; host?: string }
  const { hostname, pathname } = new URL(address)
  return hostname === '' ? modem.socketPath === pathname : modem.host === hostname
}

/** The status by which the engine refused a request (its HTTP interface); undefined if it did not come to an answer. */
export function refusal(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}
