import { buildNetnsLab } from '../lab/netns/build.ts'
import { nat } from '../lab/plan.ts'
import { median } from './median.ts'

const ROUNDS = 15

/** Milliseconds to build and to drop a NAT lab of two LAN hosts, a router and a server; medians. */
export function measureNatLab(): { build: number; drop: number } {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    const lab = buildNetnsLab(nat({ inside: ['alice', 'bob'], outside: ['server'] }))
    const built = performance.now()
    lab[Symbol.dispose]()
    return { build: built - start, drop: performance.now() - built }
  })
  return { build: median(rounds.map(({ build }) => build)), drop: median(rounds.map(({ drop }) => drop)) }
}
