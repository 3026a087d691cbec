import { CALL_NAMES } from '../../../call-names.ts'
import type { Exchange } from '../exchange.ts'
import type { Fault } from '../fault.ts'
import type { Scene } from '../scene.ts'

/** Requests that an agent does not make: it says so, and goes on. */
export const wrongRequests: Scene = {
  name: 'Requests that it does not make',
  needs: [],
  async play({ conversation, self }) {
    const undeclared = CALL_NAMES.find((name) => !self.calls.includes(name))
    const asked = [
      conversation.ask('no_such_call', {}),
      ...(undeclared === undefined ? [] : [conversation.ask(undeclared, {})]),
      ...(self.calls.includes('bind') ? [conversation.ask('bind', {})] : []),
    ]
    for (const each of asked) {
      await conversation.answer(each)
      // ENOSYS is the right result here, also of a call that is declared.
      each.faults.splice(0, each.faults.length, ...each.faults.filter(({ kind }) => kind !== 'missing call'))
      if (each.result !== null && each.result.errno !== 'ENOSYS') each.faults.push(notRefused(each))
    }
  },
}

function notRefused({ call, result }: Exchange): Fault {
  return {
    kind: 'wrong value',
    came: `The result of ${call} with this request is ${JSON.stringify(result?.value ?? result?.errno)}.`,
    protocol:
      'A request of a wrong form, or for a call that the agent does not make, has the result {"id":…,"errno":"ENOSYS"}.',
    mend: 'Answer ENOSYS to each call that is not in calls, and to a request that lacks what the table of calls names.',
  }
}
