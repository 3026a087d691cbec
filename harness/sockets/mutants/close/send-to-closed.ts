import { mutant } from '../../../claim/mutant.ts'
import type { TcpInfo } from '../../options.ts'
import { failed } from '../../result.ts'

/** send() fails as soon as the peer has closed, as if it knew that nobody will read. */
export const sendKnowsThePeerClosed = mutant({
  name: 'send-knows-the-peer-closed',
  says: 'send() fails at once when the peer has closed',
  stack: (real) => ({
    send: async (request) => {
      const { value } = await real.getsockopt({ fd: request.fd, option: 'TCP_INFO' })
      return (value as TcpInfo | null)?.state === 'CLOSE_WAIT' ? failed('EPIPE') : real.send(request)
    },
  }),
})
