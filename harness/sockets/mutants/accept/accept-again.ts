import { mutant } from '../../../claim/mutant.ts'
import type { Value } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** A connection comes out of accept() twice: the second of each two is the first once more. */
export const connectionComesTwice = mutant({
  name: 'connection-comes-twice',
  says: 'one connection is accepted twice, and another never',
  stack: (real) => {
    let last: Value<'accept4'> | null = null
    return {
      accept4: async (request) => {
        const result = await real.accept4(request)
        if (result.errno !== null) return result
        if (last === null) {
          last = result.value
          return result
        }
        const again = await real.dup({ fd: last.fd })
        if (again.errno !== null) return result
        await real.close({ fd: result.value.fd })
        const { peer } = last
        last = null
        return succeeded({ fd: again.value, peer })
      },
    }
  },
})
