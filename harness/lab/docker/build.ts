import { randomBytes } from 'node:crypto'
import { Held } from '../held.ts'
import type { Lab } from '../machine.ts'
import { assemble } from '../netns/assemble.ts'
import { type WiredMachine, wiring } from '../netns/wiring.ts'
import type { LabPlan } from '../plan.ts'
import { type ContainerNetwork, HostContainer } from './container.ts'
import { type Engine, findEngine } from './engine.ts'
import { findOrBuildImage } from './image/image.ts'
import { ContainerMachine } from './machine.ts'
import { sweep } from './sweep.ts'

/** What containers are made with, found once in this process. */
export interface Ready {
  readonly engine: Engine
  readonly image: string
}

let ready: Promise<Ready> | undefined

/**
 * Finds the engine, clears away what earlier processes left behind there, and has the image built if need be.
 *
 * @param say told if the image is to be built, which can take a while
 */
export function prepare(say: (line: string) => void = () => {}): Promise<Ready> {
  ready ??= (async () => {
    const engine = await findEngine()
    await sweep(engine)
    return { engine, image: await findOrBuildImage(engine, say) }
  })()
  return ready
}

/**
 * Builds a lab whose machines are containers. Their cables are plugged into bridges of the lab's own, in a namespace that
 * nothing else is in: there is no way out, and the firewall of the engine's machine, through which a bridge of the engine
 * would lead the frames, does not come to see them.
 */
export async function buildDockerLab<Host extends string>(plan: LabPlan<Host>): Promise<Lab<Host>> {
  const ready = await prepare()
  const wired = wiring(plan)
  const containers = await startAll(ready, wired)
  const held = new Held()
  const letGo = async (): Promise<void> => {
    held[Symbol.dispose]()
    await endAll(containers)
  }
  try {
    const machines = wired.map((machine, index) =>
      held.use(ContainerMachine.of(containers[index] as HostContainer, machine)),
    )
    return { ...assemble('Docker containers', plan, machines, held), [Symbol.asyncDispose]: letGo }
  } catch (error) {
    await letGo()
    throw error
  }
}

/** Tells the labs of this process from those of others. */
const RUN = randomBytes(4).toString('hex')
let labs = 0

/**
 * Starts a container for each machine; if one cannot be started, none is left.
 *
 * @param networkOf the network of the engine's that a machine's container is on, if any
 */
export async function startAll(
  { engine, image }: Ready,
  wired: readonly WiredMachine[],
  networkOf: (machine: WiredMachine) => ContainerNetwork | undefined = () => undefined,
): Promise<readonly HostContainer[]> {
  labs += 1
  const lab = `sockproof-${RUN}-${labs}`
  const starting = wired.map((machine, index) => {
    const hostname = machine.hosts[0] ?? 'host'
    const name = `${lab}-${index}-${hostname}`
    return HostContainer.start(engine, { image, hostname, name, ...ifGiven(networkOf(machine)) })
  })
  const settled = await Promise.allSettled(starting)
  const started = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const failed = settled.find((each) => each.status === 'rejected')
  if (failed === undefined) return started
  await endAll(started)
  throw failed.reason
}

function ifGiven(network: ContainerNetwork | undefined): { network?: ContainerNetwork } {
  return network === undefined ? {} : { network }
}

/** Ends containers and waits until they are removed. */
export async function endAll(containers: readonly HostContainer[]): Promise<void> {
  await Promise.all(containers.map((container) => container[Symbol.asyncDispose]()))
}
