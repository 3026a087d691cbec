import { type Mutant, mutant } from '../../../claim/mutant.ts'
import { addressText } from '../../address.ts'
import type { Fd, Stack } from '../../calls.ts'
import type { TcpInfo } from '../../options.ts'
import { succeeded } from '../../result.ts'

/** Connections are dealt out in turn: perfectly even, and no flow keeps its listener. */
export const groupDealsInTurn = sharingOut(
  'group-deals-in-turn',
  'every listener gets its turn, whatever the flow',
  (queues) => {
    const total = sum(queues)
    return queues.map((_, index) => Math.floor((total + queues.length - 1 - index) / queues.length))
  },
)

/** When many connections come, the first listener gets twice the share of each of the others. */
export const firstGetsDouble = sharingOut(
  'first-listener-gets-double',
  'under load one listener gets twice the share of each of the others',
  (queues) => {
    const given = queues.map((queue, index) =>
      index === 0 || queue < 50 ? 0 : Math.floor(queue / (queues.length + 1)),
    )
    return queues.map((queue, index) => (index === 0 ? queue + sum(given) : queue - (given[index] ?? 0)))
  },
)

/** listen() on a port that is listened on already says that it succeeded, and does nothing. */
export const onlyFirstListens = mutant({
  name: 'only-the-first-listens',
  says: 'only the listener that came first gets connections',
  stack: (real) => {
    const listening = new Set<string>()
    return {
      listen: async (request) => {
        const { value: address } = await real.getsockname({ fd: request.fd })
        const place = address === null ? '' : addressText(address)
        if (listening.has(place)) return succeeded(0)
        listening.add(place)
        return real.listen(request)
      },
    }
  },
})

/**
 * A stack whose listeners at one address and port tell other lengths of their accept queues than they have.
 *
 * @param share the lengths that they tell, of those that they have, in the order in which they began to listen
 */
function sharingOut(name: string, says: string, share: (queues: readonly number[]) => readonly number[]): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => {
      const groups = new Map<string, Fd[]>()
      return {
        listen: async (request) => {
          const { value: address } = await real.getsockname({ fd: request.fd })
          const place = address === null ? '' : addressText(address)
          groups.set(place, [...(groups.get(place) ?? []), request.fd])
          return real.listen(request)
        },
        getsockopt: async (request) => {
          const result = await real.getsockopt(request)
          const group = [...groups.values()].find((fds) => fds.includes(request.fd))
          if (request.option !== 'TCP_INFO' || result.errno !== null || group === undefined) return result
          const queues = await Promise.all(group.map((fd) => acceptQueue(real, fd)))
          const told = share(queues)[group.indexOf(request.fd)] ?? 0
          return succeeded({ ...(result.value as TcpInfo), unacked: told })
        },
      }
    },
  })
}

async function acceptQueue(real: Stack, fd: Fd): Promise<number> {
  const { value } = await real.getsockopt({ fd, option: 'TCP_INFO' })
  return (value as TcpInfo | null)?.unacked ?? 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
