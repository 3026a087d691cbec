import { mutant } from '../../claim/mutant.ts'
import { failed } from '../result.ts'

/** sendto() reports an error now and then, as if it could know that a datagram will be lost. */
export const sendtoReportsLoss = mutant({
  name: 'sendto-reports-loss',
  says: 'sendto() fails for a datagram that will be lost',
  stack: (real) => {
    let count = 0
    return {
      sendto: async (request) => {
        const result = await real.sendto(request)
        count += 1
        return count % 3 === 0 ? failed('ENOBUFS') : result
      },
    }
  },
})
