import { setTimeout as delay } from 'node:timers/promises'
import { Guard } from './bridge/guard.ts'
import { type Engine, refusal } from './engine.ts'
import { isGone, OWNER_LABEL } from './owner.ts'

const [FORBIDDEN, NOT_FOUND, CONFLICT] = [403, 404, 409]

/**
 * Removes the containers and networks of processes that are gone. A container whose process is gone ends by itself, because
 * its standard input does; what is left for this are those that were made but never started, and all networks. Gives the
 * names of those removed.
 */
export async function sweep(engine: Engine): Promise<readonly string[]> {
  const all = await engine.listContainers({ all: true, filters: { label: [OWNER_LABEL] } })
  const left = all.filter(({ Labels }) => isGone(Labels[OWNER_LABEL] ?? ''))
  await Promise.all(left.map(({ Id }) => removeContainer(engine, Id)))
  const containers = left.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id)
  return [...containers, ...(await sweepNetworks(engine))]
}

/** Removes the networks of processes that are gone; gives their names. */
export async function sweepNetworks(engine: Engine): Promise<readonly string[]> {
  const all = await engine.listNetworks({ filters: { label: [OWNER_LABEL] } })
  const left = all.filter(({ Labels }) => isGone(Labels?.[OWNER_LABEL] ?? ''))
  await Promise.all(left.map(({ Id }) => removeNetwork(engine, Id)))
  return left.map(({ Name }) => Name)
}

/** Removes a container, whatever it does; one that is gone or just going is as good as removed. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  try {
    await engine.getContainer(id).remove({ force: true, v: true })
  } catch (error) {
    if (![NOT_FOUND, CONFLICT].includes(refusal(error) ?? 0)) throw error
  }
}

/** How long containers that are just going may keep their network, in milliseconds. */
const TIME_TO_GO = 30_000

/** Removes a network and its guard, once the last container has left it. */
export async function removeNetwork(engine: Engine, id: string): Promise<void> {
  Guard.of(id).end()
  const giveUp = performance.now() + TIME_TO_GO
  for (;;) {
    try {
      await engine.getNetwork(id).remove()
      return
    } catch (error) {
      if (refusal(error) === NOT_FOUND) return
      if (refusal(error) !== FORBIDDEN || performance.now() > giveUp) throw error
    }
    // The engine tells nobody when that is so.
    await delay(20)
  }
}
