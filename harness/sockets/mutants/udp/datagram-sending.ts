import { mutant } from '../../../claim/mutant.ts'
import { failed, succeeded } from '../../result.ts'

/** sendto() sends an empty datagram before the one that it was asked to send. */
export const sendtoKnocksFirst = mutant({
  name: 'sendto-knocks-first',
  says: 'UDP sends something before the first datagram',
  stack: (real) => ({
    sendto: async (request) => {
      await real.sendto({ ...request, bytes: new Uint8Array() })
      return real.sendto(request)
    },
  }),
})

/** sendto() sends what it is given in two datagrams. */
export const sendtoSplits = mutant({
  name: 'sendto-splits',
  says: 'one message goes out as two datagrams',
  stack: (real) => ({
    sendto: async (request) => {
      const half = request.bytes.length >> 1
      await real.sendto({ ...request, bytes: request.bytes.subarray(0, half) })
      const rest = await real.sendto({ ...request, bytes: request.bytes.subarray(half) })
      return rest.errno === null ? succeeded(request.bytes.length) : rest
    },
  }),
})

/** sendto() sends every datagram twice, in case one is lost. */
export const sendtoSendsTwice = mutant({
  name: 'sendto-sends-twice',
  says: 'UDP sends datagrams again',
  stack: (real) => ({
    sendto: async (request) => {
      await real.sendto(request)
      return real.sendto(request)
    },
  }),
})

/** A socket that is not connected reports that nobody is there, too. */
export const unconnectedLearns = mutant({
  name: 'unconnected-learns',
  says: 'a socket that is not connected learns that nobody is there',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      return result.errno === 'EAGAIN' ? failed('ECONNREFUSED') : result
    },
  }),
})

/** A connected socket never learns that nobody is there. */
export const refusalUntold = mutant({
  name: 'refusal-untold',
  says: 'a connected socket does not learn that nobody is there',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      return result.errno === 'ECONNREFUSED' ? failed('EAGAIN') : result
    },
    send: async (request) => {
      const result = await real.send(request)
      return result.errno === 'ECONNREFUSED' ? real.send(request) : result
    },
  }),
})

/** ECONNREFUSED comes again and again, not once for each answer. */
export const refusalStays = mutant({
  name: 'refusal-stays',
  says: 'ECONNREFUSED stays once it is there',
  stack: (real) => {
    let refused = false
    return {
      send: async (request) => {
        const result = await real.send(request)
        refused ||= result.errno === 'ECONNREFUSED'
        return refused ? failed('ECONNREFUSED') : result
      },
    }
  },
})
