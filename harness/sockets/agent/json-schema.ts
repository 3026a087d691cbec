import { z } from 'zod'
import { CALL_NAMES } from '../call-names.ts'
import { callSchemas, optionSchemas } from './call-schemas.ts'
import { errnoName } from './option-schemas.ts'
import { cancelRequest, helloRequest, helloValue } from './protocol.ts'

/** What each request is given and what its result has: every call, and what is asked of the agent itself. */
const ALL = {
  hello: { request: helloRequest, value: helloValue },
  ...callSchemas,
  cancel: { request: cancelRequest, value: z.literal(0) },
}

const NAMES = ['hello', ...CALL_NAMES, 'cancel'] as const

const id = z.int().positive()
const time = z.string().regex(/^\d+$/).exactOptional().describe('Nanoseconds since the Unix epoch.')

/** Both times or none. */
const stamps = { began: time, ended: time }
const TOGETHER = { dependentRequired: { began: ['ended'], ended: ['began'] } }

/** The JSON Schema (2020-12) of one line of the agent protocol, docs/agent-protocol.md. */
export function agentJsonSchema(): object {
  const requests = NAMES.map((call) =>
    z.object({ id, call: z.literal(call), request: ALL[call].request.meta({ id: `${call}.request` }) }),
  )
  const values = NAMES.map((call) => ALL[call].value.meta({ id: `${call}.value` }))
  const result = z.union([
    z.object({ id, value: z.union(values), ...stamps }).meta({ ...TOGETHER, not: { required: ['errno'] } }),
    z.object({ id, errno: errnoName, ...stamps }).meta({ ...TOGETHER, not: { required: ['value'] } }),
    z.object({ id, unsupported: z.string().min(1), ...stamps }).meta(TOGETHER),
  ])
  const schemas = {
    Request: z.union(requests),
    Result: result,
    Options: z.object(optionSchemas).partial(),
  }
  // Together, so that what they have in common is there once.
  const { $defs, properties } = z.toJSONSchema(z.object(schemas), { target: 'draft-2020-12', io: 'input' })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:sockproof:agent-protocol:1',
    title: 'One line of the agent protocol of sockproof',
    description:
      'Of standard input a request, of standard output a result. What a call is given and gives back is $defs/<call>.request ' +
      'and $defs/<call>.value; the value of each socket option is a property of $defs/Options.',
    anyOf: [{ $ref: '#/$defs/Request' }, { $ref: '#/$defs/Result' }],
    $defs: { ...properties, ...$defs },
  }
}
