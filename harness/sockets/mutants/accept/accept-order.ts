import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack, Value } from '../../calls.ts'

type Accepted = Value<'accept4'>

/** The client that came last is accepted first. */
export const acceptTakesTheLast = acceptInOrder(
  'accept-takes-the-last',
  'accept() gives the client that came last',
  (waiting) => waiting.length - 1,
)

/** Clients are accepted in the order in which they called connect(), whenever their handshakes completed. */
export const acceptInOrderOfConnect = (() => {
  const ports: number[] = []
  const place = ({ peer }: Accepted): number => ('port' in peer ? ports.lastIndexOf(peer.port) : -1)
  const inOrder = acceptInOrder(
    'accept-in-order-of-connect',
    'accept() gives clients in the order of their SYNs',
    (waiting) => waiting.indexOf(waiting.toSorted((one, other) => place(one) - place(other))[0] as Accepted),
  )
  return mutant({
    ...inOrder,
    stack: (real, host) => ({
      ...inOrder.stack?.(real, host),
      connect: async (request) => {
        const result = await real.connect(request)
        const { value: address } = await real.getsockname({ fd: request.fd })
        if (address !== null && 'port' in address) ports.push(address.port)
        return result
      },
    }),
  })
})()

/**
 * A stack whose accept4() takes all connections of a non-blocking listener at once and gives them in an order of its own.
 *
 * @param choose the place of the one to give, among those that wait
 */
function acceptInOrder(name: string, says: string, choose: (waiting: readonly Accepted[]) => number): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => {
      const queues = new Map<Fd, Accepted[]>()
      return {
        accept4: async (request) => {
          const waiting = queues.get(request.fd) ?? []
          queues.set(request.fd, waiting)
          const { errno } = await takeAll(real, request.fd, waiting)
          const [chosen] = waiting.length === 0 ? [] : waiting.splice(choose(waiting), 1)
          return chosen === undefined ? { value: null, errno: errno ?? 'EAGAIN' } : { value: chosen, errno: null }
        },
      }
    },
  })
}

async function takeAll(real: Stack, fd: Fd, waiting: Accepted[]): Promise<{ readonly errno: string | null }> {
  for (;;) {
    const { value, errno } = await real.accept4({ fd })
    if (value === null) return { errno }
    waiting.push(value)
  }
}
