import { mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'
import { type ErrnoName, succeeded } from '../../result.ts'

/** SO_ERROR tells an error again and again, as if reading did not clear it. */
export const soErrorReadsAgain = mutant({
  name: 'so-error-reads-again',
  says: 'SO_ERROR is not cleared by reading it',
  stack: (real) => {
    const errors = new Map<Fd, ErrnoName>()
    return {
      getsockopt: async (request) => {
        const result = await real.getsockopt(request)
        if (request.option !== 'SO_ERROR' || result.errno !== null) return result
        const error = (result.value as ErrnoName | null) ?? errors.get(request.fd) ?? null
        if (error !== null) errors.set(request.fd, error)
        return succeeded(error)
      },
      close: (request) => {
        errors.delete(request.fd)
        return real.close(request)
      },
    }
  },
})
