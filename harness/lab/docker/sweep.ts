import { type Engine, refusal } from './engine.ts'
import { isGone, OWNER_LABEL } from './owner.ts'

/**
 * Removes the containers of processes that are gone. A container whose process is gone ends by itself, because its standard
 * input does; what is left for this are those that were made but never started. Gives the names of those removed.
 */
export async function sweep(engine: Engine): Promise<readonly string[]> {
  const all = await engine.listContainers({ all: true, filters: { label: [OWNER_LABEL] } })
  const left = all.filter(({ Labels }) => isGone(Labels[OWNER_LABEL] ?? ''))
  await Promise.all(left.map(({ Id }) => removeContainer(engine, Id)))
  return left.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id)
}

/** Removes a container, whatever it does; one that is gone or just going is as good as removed. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  try {
    await engine.getContainer(id).remove({ force: true, v: true })
  } catch (error) {
    const [NOT_FOUND, ALREADY_GOING] = [404, 409]
    if (![NOT_FOUND, ALREADY_GOING].includes(refusal(error) ?? 0)) throw error
  }
}
