import { mutant } from '../../../claim/mutant.ts'
import { announce } from './announce.ts'

/** accept() sends the client a byte by itself. */
export const acceptGreets = mutant({
  name: 'accept-greets',
  says: 'accept() sends something to the client',
  stack: (real) => ({
    accept4: async (request) => {
      const result = await real.accept4(request)
      if (result.errno === null) await real.send({ fd: result.value.fd, bytes: Buffer.from('!') })
      return result
    },
  }),
})

/** listen() tells the network of itself. */
export const listenAnnouncesItself = mutant({
  name: 'listen-announces-itself',
  says: 'listen() sends a packet',
  stack: (real) => ({
    listen: async (request) => {
      await announce(real)
      return real.listen(request)
    },
  }),
})

/** send() on every TCP socket behaves as with TCP_CORK: small data waits for more. */
export const sendAlwaysDelays = mutant({
  name: 'send-always-delays',
  says: 'small data stays although nothing is unacknowledged',
  stack: (real) => ({
    send: async (request) => {
      await real.setsockopt({ fd: request.fd, option: 'TCP_CORK', value: true })
      return real.send(request)
    },
  }),
})

/** send() on every TCP socket behaves as with TCP_NODELAY. */
export const sendNeverDelays = mutant({
  name: 'send-never-delays',
  says: 'small data leaves at once although earlier data is not acknowledged',
  stack: (real) => ({
    send: async (request) => {
      await real.setsockopt({ fd: request.fd, option: 'TCP_NODELAY', value: true })
      return real.send(request)
    },
  }),
})
