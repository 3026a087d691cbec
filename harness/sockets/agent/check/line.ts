import { z } from 'zod'
import { type ResultLine, resultLine } from '../protocol.ts'
import type { Fault } from './fault.ts'
import { cut } from './text.ts'

/** What a line from an agent is. */
export type ReadLine =
  | { readonly kind: 'result'; readonly result: ResultLine }
  | { readonly kind: 'faulty'; readonly id: number | null; readonly fault: Fault }

const LINES =
  'Standard output has one JSON object a line and nothing else on it; standard error is free for whatever else is to be said.'

const RESULT =
  'A result has the id of its request and one of value, errno and unsupported; and, both or none, began and ended as decimal strings.'

const hasId = z.object({ id: z.int() })

/** Reads a line that came from an agent. */
export function readLine(text: string): ReadLine {
  const json = parsed(text)
  if (json === undefined || typeof json !== 'object' || json === null || Array.isArray(json)) {
    const came = `This line is no JSON object: ${cut(text)}`
    const mend = 'Write it to standard error, or not at all; libraries that print there must be kept from it too.'
    return { kind: 'faulty', id: null, fault: { kind: 'garbage', came, protocol: LINES, mend } }
  }
  const result = resultLine.safeParse(json)
  if (result.success) return { kind: 'result', result: result.data }
  const fault = { kind: 'wrong form', came: `${problemOf(json)}: ${cut(text)}`, protocol: RESULT } as const
  const mend = 'Write {"id":…,"value":…} or {"id":…,"errno":"E…"}.'
  return { kind: 'faulty', id: hasId.safeParse(json).data?.id ?? null, fault: { ...fault, mend } }
}

/** The value of JSON text; undefined if it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemOf(line: object): string {
  const has = (name: string): boolean => name in line
  if (!hasId.safeParse(line).success) return has('id') ? 'Its id is no whole number' : 'It has no id'
  const kinds = ['value', 'errno', 'unsupported'].filter(has)
  if (kinds.length > 1) return `It has more than one of ${kinds.join(' and ')}`
  if (kinds.length === 0) return 'It has neither a value nor an errno'
  if (has('errno')) return 'Its errno is not the name of an error'
  return 'It is not of the form of a result'
}
