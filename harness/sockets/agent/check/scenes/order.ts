import type { Fd } from '../../../calls.ts'
import type { Dialogue } from '../dialogue.ts'
import type { Exchange } from '../exchange.ts'
import { outOfOrder } from '../faults.ts'
import type { Scene } from '../scene.ts'

const OPTION = 'SO_REUSEADDR'

/** Requests that are written before the results of earlier ones are there. */
export const order: Scene = {
  name: 'Several requests at once',
  needs: ['socket', 'setsockopt', 'getsockopt'],
  async play(dialogue) {
    if (!dialogue.self.options.includes(OPTION)) return
    const fd = await dialogue.must('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' })
    const oneByOne = await written(dialogue, fd, (asked) => dialogue.conversation.answer(asked))
    const together: Exchange[] = []
    const atOnce = await written(dialogue, fd, async (asked) => void together.push(asked))
    for (const asked of together) await dialogue.conversation.answer(asked)
    const reads = (asked: readonly Exchange[]) => asked.map(({ result }) => result?.value)
    if (reads(oneByOne).join() === 'true,false' && reads(atOnce).join() !== 'true,false') {
      atOnce.at(-1)?.faults.push(outOfOrder(OPTION))
    }
  },
}

/** Sets the option and reads it, sets it back and reads it; gives what reads it. */
async function written(
  dialogue: Dialogue,
  fd: Fd,
  after: (asked: Exchange) => Promise<void>,
): Promise<readonly Exchange[]> {
  const reading: Exchange[] = []
  for (const value of [true, false]) {
    await after(dialogue.begin('setsockopt', { fd, option: OPTION, value }))
    const asked = dialogue.begin('getsockopt', { fd, option: OPTION })
    reading.push(asked)
    await after(asked)
  }
  return reading
}
