import { mutant } from '../../claim/mutant.ts'

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
