import { type Mutant, mutant } from '../../../claim/mutant.ts'
import { inet, inet6, type SocketAddress } from '../../address.ts'
import type { Fd, Stack } from '../../calls.ts'

type Chooser = 'connect' | 'bind'
type Type = 'SOCK_STREAM' | 'SOCK_DGRAM'

/** Numbers of the types in SO_TYPE (`bits/socket_type.h`). */
const TYPES = { SOCK_STREAM: 1, SOCK_DGRAM: 2 }

/** The ports that a call chooses follow one another, whatever the destination, as those of early systems did. */
export function portsCountUp(call: Chooser, type: Type): Mutant {
  const protocol = type === 'SOCK_STREAM' ? 'TCP' : 'UDP'
  return mutant({
    name: `${protocol.toLowerCase()}-${call}-counts-up`,
    says: `${call}() gives every ${protocol} socket the next port but one`,
    stack: (real) => {
      let last: number | undefined
      return choosing(real, call, type, async (fd) => {
        last = last === undefined ? await draw(real, fd) : last + 2
        return last
      })
    },
  })
}

/** Of two ports drawn at random connect() takes the lower one. */
export const udpPrefersLowPorts = mutant({
  name: 'udp-prefers-low-ports',
  says: 'low ports are drawn more often than high ones',
  stack: (real) =>
    choosing(real, 'connect', 'SOCK_DGRAM', async (fd) => Math.min(await draw(real, fd), await draw(real, fd))),
})

/** A stack on which one call takes another port where it is to choose one for a socket of a type. */
function choosing(real: Stack, call: Chooser, type: Type, choose: (fd: Fd) => Promise<number>): Partial<Stack> {
  const isOurs = async (fd: Fd): Promise<boolean> => {
    const { value } = await real.getsockopt({ fd, option: 'SO_TYPE' })
    return value === TYPES[type] && portOf((await real.getsockname({ fd })).value) === 0
  }
  return {
    connect: async (request) => {
      if (call === 'connect' && (await isOurs(request.fd))) await take(real, request.fd, await choose(request.fd))
      return real.connect(request)
    },
    bind: async (request) => {
      if (call === 'connect' || portOf(request.address) !== 0 || !(await isOurs(request.fd))) return real.bind(request)
      return real.bind({ ...request, address: { ...request.address, port: await choose(request.fd) } as SocketAddress })
    },
  }
}

/** A port that bind() draws for a socket like this one. */
async function draw(real: Stack, fd: Fd): Promise<number> {
  const [{ value: domain }, { value: type }] = [
    await real.getsockopt({ fd, option: 'SO_DOMAIN' }),
    await real.getsockopt({ fd, option: 'SO_TYPE' }),
  ]
  const { value: other } = await real.socket({ domain: domain as number, type: type as number })
  if (other === null) return 0
  await take(real, other, 0)
  const port = portOf((await real.getsockname({ fd: other })).value)
  await real.close({ fd: other })
  return port
}

async function take(real: Stack, fd: Fd, port: number): Promise<void> {
  const { value } = await real.getsockname({ fd })
  await real.bind({ fd, address: value?.family === 'AF_INET6' ? inet6('::', port) : inet('0.0.0.0', port) })
}

function portOf(address: SocketAddress | null): number {
  return address !== null && 'port' in address ? address.port : -1
}
