import type { Exchange } from './exchange.ts'
import type { Fault } from './fault.ts'
import { cut, secondsText } from './text.ts'

const ONE_RESULT = 'Each request has exactly one result, with the id of the request.'

const GO_ON = 'Requests do not wait for each other, and each has exactly one result.'

/** A line at the end of standard output that was not ended. */
export function lineWithoutEnd(text: string): Fault {
  return {
    kind: 'garbage',
    came: `Standard output ended within a line: ${cut(text)}`,
    protocol: 'A line is one JSON object in UTF-8, ended by a line feed.',
    mend: 'Write the line feed together with the line.',
  }
}

/** A result whose id no request has. */
export function wrongId(id: number, meant: Exchange | undefined, asked: readonly Exchange[]): Fault {
  const last = asked.at(-1)?.id ?? 0
  const waiting =
    meant === undefined ? `no request has been made` : `${meant.call}, which it seems to be for, has the id ${meant.id}`
  return {
    kind: 'wrong id',
    came: `A result has the id ${id}, which no request had; ${waiting}, and ids went up to ${last}.`,
    protocol: ONE_RESULT,
    mend: 'Give back the id of the request as it came.',
  }
}

/** One more result of a request that had one. */
export function secondResult({ call, id }: Exchange): Fault {
  return {
    kind: 'second result',
    came: `Request ${id}, ${call}, has one more result after its first.`,
    protocol: ONE_RESULT,
    mend: 'Answer where the call is back, and nowhere else.',
  }
}

/** A result that came when it had been given up. */
export function lateResult({ call, milliseconds }: Exchange, when: string): Fault {
  return {
    kind: 'late result',
    came: `The result of ${call} came late: ${secondsText(milliseconds ?? 0)} after the request, and only ${when}.`,
    protocol: 'Results come when calls come back; this one has nothing to wait for.',
    mend: 'Write each result at once and flush standard output after it: to a pipe, most languages keep back what is written (in C, setvbuf; in Python, flush=True).',
  }
}

/** A result that never came. */
export function noResult({ call, at }: Exchange, answersOthers: boolean): Fault {
  const others = answersOthers ? 'to the next request it gave one' : 'nor did the next request have one'
  return {
    kind: 'no result',
    came: `${call} had no result within ${secondsText(performance.now() - at)}; ${others}.`,
    protocol: GO_ON,
    mend: answersOthers
      ? `Find out where ${call} comes back without a result being written.`
      : `Find out what the agent waits for: a call that blocks must not keep others from being read and made.`,
  }
}

/** An agent that ended while it was asked something, or with another status than 0. */
export function crashed(asked: Exchange | null, end: string, lastWords: readonly string[]): Fault {
  const where = asked === null ? 'at the end of standard input' : `before ${asked.call} had a result`
  const said =
    lastWords.length === 0 ? 'It said nothing on standard error.' : `It said: ${lastWords.map(cut).join(' ⏎ ')}`
  return {
    kind: 'crash',
    came: `The agent ended, ${end}, ${where}. ${said}`,
    protocol: 'An agent runs until the end of its standard input, closes its sockets, and ends with status 0.',
    mend:
      asked === null
        ? 'End with status 0 when standard input ends.'
        : 'Give the agent the same requests under a debugger; --verbose shows them.',
  }
}

/** An agent that goes on when there is nothing more to read. */
export function notEnding(): Fault {
  return {
    kind: 'does not end',
    came: 'The agent still ran when its standard input had long ended, and was killed.',
    protocol: 'At the end of standard input the agent closes its sockets and ends, whatever calls still wait.',
    mend: 'End the process when reading gives end-of-file; threads that wait in a call must not keep it.',
  }
}

/** Calls that had to wait for another one that blocks. */
export function waitsForOthers(asked: Exchange, blocked: Exchange): Fault {
  return {
    kind: 'calls wait for each other',
    came: `${asked.call} had no result while ${blocked.call} waited, although it has nothing to do with it.`,
    protocol: 'Requests do not wait for each other: while a call blocks, others must go on.',
    mend: 'Make calls that may block on threads of their own, or make them without blocking and wait with poll().',
  }
}

/** A call that is still under way although it was cancelled. */
export function notCancelled(blocked: Exchange, cancel: Exchange): Fault {
  return {
    kind: 'cancel',
    came: `cancel of request ${blocked.id}, ${blocked.call}, had its result ${JSON.stringify(cancel.result?.value ?? cancel.result?.errno)} before that call had one.`,
    protocol: 'cancel ends a call that waits: that call then has a result too, and after it cancel has the value 0.',
    mend: 'End the call, for example with shutdown(SHUT_RDWR), write its result, and then that of cancel.',
  }
}

/** A call that was cancelled together with another one. */
export function cancelledToo(blocked: Exchange, cancelled: Exchange): Fault {
  return {
    kind: 'cancel',
    came: `${blocked.call}, request ${blocked.id}, came back when request ${cancelled.id} was cancelled, which is of another descriptor.`,
    protocol: 'cancel ends the call whose id it is given.',
    mend: 'End the call on that descriptor alone.',
  }
}

/** Requests that were written together and not done in their order. */
export function outOfOrder(option: string): Fault {
  return {
    kind: 'out of order',
    came: `${option} was set and read, set back and read, in four requests written at once; one by one it read what was set, at once it did not.`,
    protocol:
      'What is asked of the same descriptor without a blocking call in between is done in the order of the requests.',
    mend: 'Make the calls that do not block where requests are read, or in one queue for each descriptor.',
  }
}

/** An agent that does not say what it is. */
export function noHello({ result }: Exchange): Fault {
  return {
    kind: 'wrong value',
    came: `The result of hello is ${result?.errno ?? result?.unsupported ?? 'not a value'}.`,
    protocol: 'hello is the first request; its value is what the agent is, with a network and without one (null).',
    mend: 'Answer hello with {"protocol":1,"name":…,"version":…,"network":…,"calls":[…],"options":[…]}.',
  }
}
