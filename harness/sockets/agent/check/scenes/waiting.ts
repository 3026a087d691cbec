import type { Fd } from '../../../calls.ts'
import type { Dialogue } from '../dialogue.ts'
import type { Exchange } from '../exchange.ts'
import { cancelledToo, notCancelled } from '../faults.ts'
import { anotherPort } from '../place.ts'
import type { Scene } from '../scene.ts'

/** Calls that block: others go on meanwhile, and cancel ends the one that it names. */
export const waiting: Scene = {
  name: 'Calls that block, and cancel',
  needs: ['socket', 'bind'],
  async play(dialogue) {
    const { conversation } = dialogue
    const blocked = await blocking(dialogue)
    const [first] = blocked
    if (first === undefined) return
    const other = dialogue.begin('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' })
    await conversation.answerDuring(first, other)
    for (const [index, call] of blocked.entries()) {
      if (call.answered) call.remark = 'It came back at once, so it shows nothing of calls that block.'
      else await end(dialogue, call, blocked.slice(index + 1))
    }
    // What has come back, and what there never was, needs no ending.
    await conversation.answer(conversation.ask('cancel', { id: first.id }))
    await conversation.answer(conversation.ask('cancel', { id: 1_000_000 }))
  },
}

/** Makes those calls that block that are declared, each on a descriptor of its own, once all descriptors are there. */
async function blocking(dialogue: Dialogue): Promise<readonly Exchange[]> {
  const calls: (() => Exchange)[] = []
  if (dialogue.self.types.includes('SOCK_STREAM') && dialogue.can('listen', 'accept4')) {
    const fd = await bound(dialogue, 'SOCK_STREAM', 0)
    await dialogue.must('listen', { fd, backlog: 5 })
    calls.push(() => dialogue.begin('accept4', { fd }))
  }
  if (dialogue.self.types.includes('SOCK_DGRAM') && dialogue.can('recvfrom')) {
    const fd = await bound(dialogue, 'SOCK_DGRAM', 1)
    calls.push(() => dialogue.begin('recvfrom', { fd, length: 100 }))
  }
  if (dialogue.self.types.includes('SOCK_STREAM') && dialogue.can('listen', 'poll')) {
    const fd = await bound(dialogue, 'SOCK_STREAM', 2)
    await dialogue.must('listen', { fd, backlog: 5 })
    calls.push(() => dialogue.begin('poll', { fds: [{ fd, events: ['POLLIN'] }], timeout: -1 }))
  }
  return calls.map((begin) => begin())
}

async function bound(dialogue: Dialogue, type: 'SOCK_STREAM' | 'SOCK_DGRAM', further: number): Promise<Fd> {
  const fd = await dialogue.must('socket', { domain: 'AF_INET', type })
  await dialogue.must('bind', { fd, address: anotherPort(dialogue.place.own, further) })
  return fd
}

/** Cancels a call; the others, on other descriptors, go on waiting. */
async function end({ conversation }: Dialogue, call: Exchange, others: readonly Exchange[]): Promise<void> {
  const waited = others.filter(({ answered }) => !answered)
  const cancel = conversation.ask('cancel', { id: call.id })
  await conversation.answer(cancel)
  if (!call.answered) cancel.faults.push(notCancelled(call, cancel))
  for (const each of waited) if (each.answered) cancel.faults.push(cancelledToo(each, call))
}
