import { mutant } from '../../../claim/mutant.ts'
import type { TcpInfo } from '../../options.ts'
import { succeeded } from '../../result.ts'

/** TCP_INFO tells a maximum segment size one byte smaller than the segments are. */
export const largestSegmentToldShort = mutant({
  name: 'largest-segment-told-short',
  says: 'segments are larger than the maximum segment size',
  stack: (real) => ({
    getsockopt: async (request) => {
      const result = await real.getsockopt(request)
      if (request.option !== 'TCP_INFO' || result.errno !== null) return result
      const info = result.value as TcpInfo
      return succeeded({ ...info, sndMss: info.sndMss - 1 })
    },
  }),
})
