import { type Mutant, mutant } from '../../../claim/mutant.ts'
import { type ErrnoName, failed } from '../../result.ts'

/** recv() fails with an error where it should give end-of-file. */
export function endOfFileReadsAs(errno: ErrnoName): Mutant {
  return mutant({
    name: `end-of-file-reads-as-${errno.toLowerCase()}`,
    says: `recv() fails with ${errno} where it should give end-of-file`,
    stack: (real) => ({
      recv: async (request) => {
        const result = await real.recv(request)
        return result.value?.length === 0 && request.length > 0 ? failed(errno) : result
      },
    }),
  })
}
