import { z } from 'zod'
import { CALL_NAMES } from '../call-names.ts'
import type { CallName } from '../calls.ts'
import { callSchemas } from './call-schemas.ts'
import { type AgentNetwork, cancelRequest, helloRequest } from './protocol.ts'
import { decodeValue } from './values.ts'

/** What a line asks for. */
export type Asked =
  | { readonly kind: 'hello'; readonly id: number; readonly network: AgentNetwork | null }
  | { readonly kind: 'cancel'; readonly id: number; readonly target: number }
  | { readonly kind: 'call'; readonly id: number; readonly name: CallName; readonly request: object }
  /** `id` is null where even that cannot be read, so that nothing can be answered. */
  | { readonly kind: 'malformed'; readonly id: number | null; readonly says: string }

const requestLine = z.object({
  id: z.int().positive(),
  call: z.enum(['hello', 'cancel', ...CALL_NAMES]),
  request: z.unknown(),
})

/** Reads a line from an agent's standard input. */
export function readRequest(line: string): Asked {
  const parsed = parse(line)
  if (parsed === undefined) return { kind: 'malformed', id: null, says: 'the line is not JSON' }
  const { data, error } = requestLine.safeParse(parsed)
  if (data === undefined) return { kind: 'malformed', id: idOf(parsed), says: whatIsWrong(error) }
  const { id, call } = data
  switch (call) {
    case 'hello':
      return asked(id, helloRequest.safeParse(data.request), ({ network }) => ({ kind: 'hello', id, network }))
    case 'cancel':
      return asked(id, cancelRequest.safeParse(data.request), (request) => ({ kind: 'cancel', id, target: request.id }))
    default:
      return asked(id, callSchemas[call].request.safeParse(data.request), (request) => ({
        kind: 'call',
        id,
        name: call,
        request: decodeValue(request) as object,
      }))
  }
}

function asked<Request>(
  id: number,
  { data, error }: z.ZodSafeParseResult<Request>,
  make: (request: Request) => Asked,
): Asked {
  return data === undefined ? { kind: 'malformed', id, says: whatIsWrong(error, 'request') } : make(data)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function idOf(parsed: unknown): number | null {
  return requestLine.pick({ id: true }).safeParse(parsed).data?.id ?? null
}

function whatIsWrong(error: z.ZodError | undefined, within?: string): string {
  const [issue] = error?.issues ?? []
  const path = [...(within === undefined ? [] : [within]), ...(issue?.path ?? [])].join('.')
  return `${path === '' ? 'the line' : path}: ${issue?.message}`
}
