import { z } from 'zod'

/** Any JSON value. */
export const json = z.json()

/** Nanoseconds since the start of the trace. */
const instant = z
  .number()
  .int()
  .describe('Nanoseconds since the start of the trace, on the clock that also stamps packets.')

/** Where a socket's two ends were after a call: text such as `10.77.0.12:3490`, null where there is none. */
const endpoints = z.object({ local: z.string().nullable(), peer: z.string().nullable() })

/** One call of the sockets API. */
export const callEvent = z
  .object({
    kind: z.literal('call'),
    at: instant,
    until: instant.nullable().describe('When the call returned; null if it had not when the trace ended.'),
    host: z.string(),
    call: z.string().describe('The name of the call, for example bind.'),
    request: z
      .record(z.string(), json)
      .describe('Its arguments. Bytes stand as {length, base64}, base64 of at most the first 256.'),
    result: z
      .union([z.object({ value: json, errno: z.null() }), z.object({ value: z.null(), errno: z.string() })])
      .nullable(),
    socket: z
      .number()
      .int()
      .nullable()
      .describe('Serial number of the socket in this trace, which unlike a descriptor is never reused.'),
    label: z.string().nullable().describe('What the experiment calls this socket, for example listener.'),
    endpoints: endpoints.nullable().describe('Addresses of the socket after bind, listen, connect and accept.'),
  })
  .meta({ id: 'CallEvent' })

/** One frame as it left or entered an interface of a host. */
export const packetEvent = z
  .object({
    kind: z.literal('packet'),
    at: instant,
    host: z.string(),
    interface: z.string(),
    link: z.string().describe('The link of the lab that the interface is attached to.'),
    direction: z.enum(['out', 'in']),
    length: z.number().int().describe('Length of the frame in bytes; the stored bytes may be fewer.'),
    frame: z.base64().describe('The frame from its Ethernet header on.'),
  })
  .meta({ id: 'PacketEvent' })

/** A state or counter that was read, or something that a program printed. */
export const factEvent = z
  .object({
    kind: z.literal('fact'),
    at: instant,
    host: z.string().nullable(),
    source: z.enum(['kernel', 'program', 'experiment']),
    says: z.string().describe('In words, for example: accept queue 1 of 2.'),
    value: json.optional(),
  })
  .meta({ id: 'FactEvent' })

export const traceEvent = z.discriminatedUnion('kind', [callEvent, packetEvent, factEvent])

/** One timeline of everything that happened in one run of an experiment, in order of time. */
export const trace = z
  .object({
    startedAt: z.string().describe('Nanoseconds since the Unix epoch, as decimal text.'),
    endedAt: instant,
    events: z.array(traceEvent),
    elided: z.number().int().describe('Events left out of the middle because there were too many.'),
    lostPackets: z
      .number()
      .int()
      .describe('Frames that the capture could not keep; more than 0 makes the run unresolved.'),
  })
  .meta({ id: 'Trace' })

export type CallEvent = z.infer<typeof callEvent>
export type PacketEvent = z.infer<typeof packetEvent>
export type FactEvent = z.infer<typeof factEvent>
export type TraceEvent = z.infer<typeof traceEvent>
export type Trace = z.infer<typeof trace>
export type Json = z.infer<typeof json>
