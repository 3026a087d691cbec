import { errorText } from '../../errors.ts'
import type { Availability } from '../capability/capability.ts'
import { loopback } from '../plan.ts'
import { buildDockerLab, prepare } from './build.ts'
import { findEngine, NoContainers } from './engine.ts'
import { imageContent } from './image/context.ts'
import { BASE_FROM_PACKAGES, hasImage, imageName } from './image/image.ts'

/** How much may be done to find out. */
export interface ProbeOptions {
  /** Whether the engine may fetch the base of the image from a registry, which can take minutes. */
  readonly fetches: boolean
  /** Told what takes long. */
  readonly say?: (line: string) => void
}

/** What was found out of containers. */
export type Containers = Availability & {
  /** The engine's version; null if there can be no containers. */
  readonly engine: string | null
}

/** Finds out by trying whether labs of containers can be built here. Takes a second or so and leaves nothing but the image behind. */
export async function probeContainers({ fetches, say }: ProbeOptions): Promise<Containers> {
  try {
    if (!fetches) await mustHaveImage()
    const { engine } = await prepare(say)
    await using _ = await buildDockerLab(loopback(['probe']))
    const { Version, ApiVersion } = await engine.version()
    return { available: true, engine: `Docker engine ${Version} (API ${ApiVersion})` }
  } catch (error) {
    const mend = error instanceof NoContainers ? error.mend : 'run as root on the machine of the Docker engine'
    return { available: false, reason: errorText(error), mend, engine: null }
  }
}

async function mustHaveImage(): Promise<void> {
  const engine = await findEngine()
  const content = imageContent()
  if ((await hasImage(engine, imageName(content))) || (await hasImage(engine, content.base))) return
  throw new NoContainers(
    `the engine has neither the image of hosts nor what it is built on, ${content.base}`,
    `docker pull ${content.base}; ${BASE_FROM_PACKAGES}`,
  )
}
