import type { z } from 'zod'
import type { CallName } from '../../calls.ts'
import type { OptionName } from '../../options.ts'
import { callSchemas, optionSchemas } from '../call-schemas.ts'
import { type AgentSelf, helloValue, type ResultLine } from '../protocol.ts'
import { errnoProblem } from './errno-names.ts'
import type { Exchange } from './exchange.ts'
import type { Fault } from './fault.ts'
import { cut } from './text.ts'

/** What is wrong with a result of the right form: its errno, its value, its times. */
export function faultsOf(asked: Exchange, result: ResultLine, self: AgentSelf | null): readonly Fault[] {
  const { errno, unsupported } = result
  if (unsupported !== undefined) return timeFaults(result)
  return [
    ...(errno === undefined ? valueFaults(asked, result.value) : errnoFaults(asked, errno, self)),
    ...timeFaults(result),
  ]
}

function errnoFaults({ call }: Exchange, errno: string, self: AgentSelf | null): readonly Fault[] {
  if (errno === 'ENOSYS' && self?.calls.some((declared) => declared === call)) {
    return [
      {
        kind: 'missing call',
        came: `${call} is among the calls that hello declares, and its result is ENOSYS.`,
        protocol:
          'What an agent declares can be asked of it; ENOSYS is for calls that it does not make and for requests of a wrong form.',
        mend: `Make ${call}, or take it out of calls: claims that need it are then unsupported, not failed.`,
      },
    ]
  }
  const found = errnoProblem(errno)
  if (found === null) return []
  return [
    {
      kind: 'invented errno',
      came: `The errno of ${call} is ${errno}: ${found.problem}.`,
      protocol: 'An errno is the name of the error as in POSIX and in errno(3).',
      mend: found.instead === null ? 'Give the name of the error that it is.' : `${found.instead} is meant, perhaps.`,
    },
  ]
}

function valueFaults({ call, request }: Exchange, value: unknown): readonly Fault[] {
  const schema = valueSchema(call, request)
  const found = schema?.safeParse(value)
  if (found === undefined || found.success) return []
  return [
    {
      kind: 'wrong value',
      came: `The value of ${call} is ${cut(JSON.stringify(value))}: ${problems(found.error)}.`,
      protocol: VALUES[call] ?? `The table of calls says what the value of ${call} is.`,
      mend: 'Give the value in that form, or an errno if the call failed.',
    },
  ]
}

const VALUES: Readonly<Record<string, string>> = {
  hello: 'Its value is what the agent is, see the table of hello.',
  getsockopt: 'Values of options are booleans, numbers, strings, or objects, as in the schema.',
  cancel: 'After the call has its result, cancel has the value 0.',
}

function valueSchema(call: Exchange['call'], request: object): z.ZodType | undefined {
  if (call === 'hello') return helloValue
  if (call === 'cancel') return callSchemas.close.value
  if (call === 'getsockopt' && 'option' in request) {
    const own: z.ZodType | undefined = optionSchemas[request.option as OptionName]
    return own ?? callSchemas.getsockopt.value
  }
  return call in callSchemas ? callSchemas[call as CallName].value : undefined
}

function problems({ issues }: z.ZodError): string {
  const [first] = issues
  if (first === undefined) return 'it is of another form'
  const where = first.path.length === 0 ? '' : `${first.path.join('.')}: `
  return `${where}${first.message}`
}

const DAY = 86_400_000_000_000n

/** Times of another unit or clock are far from now; clocks of two machines may differ a little. */
function timeFaults({ began, ended }: ResultLine): readonly Fault[] {
  const problem = timeProblem(began, ended)
  if (problem === null) return []
  const protocol = 'began and ended, both or none, are nanoseconds since the Unix epoch, as decimal strings.'
  const mend = 'Take both from CLOCK_REALTIME in nanoseconds, directly before and after the call, or leave both out.'
  return [{ kind: 'wrong times', came: problem, protocol, mend }]
}

function timeProblem(began: string | undefined, ended: string | undefined): string | null {
  if (began === undefined && ended === undefined) return null
  if (began === undefined || ended === undefined)
    return `It says when the call ${began === undefined ? 'ended' : 'began'} and not when it ${began === undefined ? 'began' : 'ended'}.`
  if (BigInt(began) > BigInt(ended)) return `The call began at ${began} and ended before that, at ${ended}.`
  const now = BigInt(Date.now()) * 1_000_000n
  const far = BigInt(ended) > now + DAY || BigInt(began) < now - DAY
  return far ? `The call began at ${began} and ended at ${ended}; it is ${now} now.` : null
}
