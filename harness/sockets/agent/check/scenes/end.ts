import type { Scene } from '../scene.ts'

/** The end of standard input comes while sockets are open and a call waits. */
export const end: Scene = {
  name: 'The end, while a call waits',
  needs: ['socket', 'bind', 'listen', 'accept4'],
  async play(dialogue) {
    const fd = await dialogue.listener()
    const waiting = dialogue.begin('accept4', { fd })
    const other = dialogue.begin('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' })
    await dialogue.conversation.answerDuring(waiting, other)
    if (!waiting.answered) waiting.remark = 'The agent ends nevertheless.'
  },
}
