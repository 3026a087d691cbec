import { buildDockerLab } from '../lab/docker/build.ts'
import { probeContainers } from '../lab/docker/probe.ts'
import { buildNetnsLab } from '../lab/netns/build.ts'
import { nat } from '../lab/plan.ts'
import { median } from './median.ts'

const ROUNDS = 15

/** Containers take some hundred times as long. */
const ROUNDS_OF_CONTAINERS = 5

const PLAN = nat({ inside: ['alice', 'bob'], outside: ['server'] })

/** The same lab of containers; why not, where there can be none. */
export async function measureDockerLab(): Promise<{ build: number; drop: number } | string> {
  const availability = await probeContainers({ fetches: false })
  if (!availability.available) return availability.reason
  const rounds: { build: number; drop: number }[] = []
  for (let round = 0; round < ROUNDS_OF_CONTAINERS; round += 1) {
    const start = performance.now()
    const lab = await buildDockerLab(PLAN)
    const built = performance.now()
    await lab[Symbol.asyncDispose]()
    rounds.push({ build: built - start, drop: performance.now() - built })
  }
  return { build: median(rounds.map(({ build }) => build)), drop: median(rounds.map(({ drop }) => drop)) }
}

/** Milliseconds to build and to drop a NAT lab of two LAN hosts, a router and a server; medians. */
export function measureNatLab(): { build: number; drop: number } {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    const lab = buildNetnsLab(PLAN)
    const built = performance.now()
    lab[Symbol.dispose]()
    return { build: built - start, drop: performance.now() - built }
  })
  return { build: median(rounds.map(({ build }) => build)), drop: median(rounds.map(({ drop }) => drop)) }
}
