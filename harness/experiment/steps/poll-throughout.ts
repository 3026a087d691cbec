import type { Socket } from '../../sockets/socket.ts'
import { countingText } from '../seen/counting-text.ts'
import type { Tools } from '../tools.ts'
import { type End, operate, operationText, type StreamOperation } from './stream-operations.ts'

/** What poll() told, and whether the call that it tells of would have blocked. */
export type Told = {
  /** After or at which operation, in words. */
  readonly when: string
  readonly told: boolean
  readonly blocks: boolean
}

/**
 * Does one operation after the other at the ends of a connection. After each, both ends are asked for POLLIN and looked
 * at for what recv() would do; before each send() its end is asked for POLLOUT. Operations of an end that is closed are
 * left out.
 */
export async function pollThroughout(
  ends: Readonly<Record<End, Socket>>,
  operations: readonly StreamOperation[],
  tools: Pick<Tools, 'eventually'>,
): Promise<{ reading: Told[]; writing: Told[] }> {
  const open: Partial<Record<End, Socket>> = { client: ends.client, server: ends.server }
  const [reading, writing]: [Told[], Told[]] = [[], []]
  const look = async (when: string): Promise<void> => {
    for (const [end, socket] of Object.entries(open)) {
      reading.push({ when: `${end}, ${when}`, ...(await readiness(socket, tools)) })
    }
  }
  await look('at first')
  for (const operation of operations) {
    const socket = open[operation.by]
    if (socket === undefined) continue
    const when = operationText(operation)
    if (operation.op === 'send') {
      const told = (await socket.poll(['POLLOUT'])).includes('POLLOUT')
      const { errno } = await socket.trySend(countingText(operation.bytes), ['MSG_DONTWAIT'])
      writing.push({ when, told, blocks: errno === 'EAGAIN' })
    } else if (!(await operate(socket, operation))) delete open[operation.by]
    await look(`after ${when}`)
  }
  return { reading, writing }
}

/** Whether poll() tells POLLIN and whether recv() would block, at a moment at which nothing comes in between. */
async function readiness(socket: Socket, { eventually }: Pick<Tools, 'eventually'>) {
  const { told, blocks } = await eventually(
    async () => {
      const before = (await socket.poll(['POLLIN'])).includes('POLLIN')
      const { errno } = await socket.tryRecv(1, ['MSG_PEEK', 'MSG_DONTWAIT'])
      const told = (await socket.poll(['POLLIN'])).includes('POLLIN')
      return { told, blocks: errno === 'EAGAIN', still: before === told }
    },
    ({ still }) => still,
  )
  return { told, blocks }
}
