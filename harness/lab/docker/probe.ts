import { errorText } from '../../errors.ts'
import type { Availability } from '../capability/capability.ts'
import { loopback } from '../plan.ts'
import { buildDockerLab } from './build.ts'
import { findEngine, NoContainers } from './engine.ts'
import { imageContent } from './image/context.ts'
import { BASE_FROM_PACKAGES, hasImage, imageName } from './image/image.ts'

/** How much may be done to find out. */
export interface ProbeOptions {
  /** Whether the engine may fetch the base of the image from a registry, which can take minutes. */
  readonly fetches: boolean
}

/** Finds out by trying whether labs of containers can be built here. Takes a second or so and leaves nothing but the image behind. */
export async function probeContainers({ fetches }: ProbeOptions): Promise<Availability> {
  try {
    if (!fetches) await mustHaveImage()
    await using _ = await buildDockerLab(loopback(['probe']))
    return { available: true }
  } catch (error) {
    const mend = error instanceof NoContainers ? error.mend : 'run as root on the machine of the Docker engine'
    return { available: false, reason: errorText(error), mend }
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
