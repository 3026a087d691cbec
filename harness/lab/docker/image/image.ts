import { errorText } from '../../../errors.ts'
import { type Engine, NoContainers, refusal } from '../engine.ts'
import { BuildContext, type ImageContent, imageContent } from './context.ts'

/** What to do where the base of the image cannot be fetched. */
export const BASE_FROM_PACKAGES =
  'let the engine reach a registry, or make the base from Debian packages with tools/make-docker-base.sh; ' +
  'SOCKPROOF_DOCKER_BASE names another base that has Node'

/** The name of an image of this content. */
export function imageName({ hash }: ImageContent): string {
  return `sockproof-host:${hash}`
}

/** Whether an engine has an image. */
export async function hasImage(engine: Engine, name: string): Promise<boolean> {
  try {
    await engine.getImage(name).inspect()
    return true
  } catch (error) {
    const NOT_FOUND = 404
    if (refusal(error) === NOT_FOUND) return false
    throw error
  }
}

/** The name of the image of hosts, which is built if the engine does not have it. Throws {@link NoContainers}. */
export async function findOrBuildImage(engine: Engine, say: (line: string) => void): Promise<string> {
  const content = imageContent()
  const name = imageName(content)
  if (!(await hasImage(engine, name))) {
    say(`Building the image of hosts, ${name}, on ${content.base} …`)
    await buildImage(engine, content)
  }
  return name
}

/** Builds the image, which takes some seconds. Throws {@link NoContainers} with what the engine said. */
export async function buildImage(engine: Engine, content: ImageContent): Promise<void> {
  using context = new BuildContext(content)
  try {
    const said = await engine.buildImage(
      { context: context.folder, src: ['.'] },
      { t: imageName(content), buildargs: { BASE: content.base } },
    )
    await new Promise<void>((done, fail) => {
      engine.modem.followProgress(said, (error) => (error === null ? done() : fail(error)))
    })
  } catch (error) {
    const reason = `the image of hosts cannot be built on ${content.base}: ${errorText(error).trim()}`
    throw new NoContainers(reason, BASE_FROM_PACKAGES)
  }
}
