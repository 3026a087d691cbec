import { type Mutant, mutant } from '../../claim/mutant.ts'
import { changeTcpHeader } from './tcp-flags.ts'

const WINDOW = 14

/** A wire on which the windows that segments tell are others. */
function windowSeenAs(name: string, says: string, change: (window: number) => number): Mutant {
  return mutant({
    name,
    says,
    frame: (frame) =>
      changeTcpHeader(frame, (header) => {
        const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
        view.setUint16(WINDOW, change(view.getUint16(WINDOW)))
      }),
  })
}

/** A receiver that never tells a window of 0. */
export const windowNeverCloses = windowSeenAs('window-never-closes', 'no segment tells a window of 0', (window) =>
  Math.max(1, window),
)

/** A receiver that tells a window of 0 for ever. */
export const windowNeverOpens = windowSeenAs('window-never-opens', 'every segment tells a window of 0', () => 0)
