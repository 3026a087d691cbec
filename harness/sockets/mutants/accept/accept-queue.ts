import { mutant } from '../../../claim/mutant.ts'
import { succeeded } from '../../result.ts'

/** accept() gives a socket that nobody is connected to, and leaves the client in the queue. */
export const acceptFreesNoPlace = mutant({
  name: 'accept-frees-no-place',
  says: 'accept() makes no room in the queue',
  stack: (real) => ({
    accept4: async ({ fd }) => {
      const { value: address } = await real.getsockname({ fd })
      if (address === null) return real.accept4({ fd })
      const domain = address.family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'
      const alone = await real.socket({ domain, type: 'SOCK_STREAM' })
      return alone.errno === null ? succeeded({ fd: alone.value, peer: address }) : alone
    },
  }),
})
