import { z } from 'zod'
import { json, trace } from './trace-schema.ts'

/** Version of the evidence format; a reader refuses a newer one. */
export const EVIDENCE_VERSION = 1

/** IEEE 1003.3: what came of an experiment. */
export const outcome = z
  .enum(['pass', 'fail', 'unresolved', 'unsupported', 'untested'])
  .describe(
    'pass: as the catalogue says. fail: otherwise. unresolved: the set-up broke or the evidence is incomplete. ' +
      'unsupported: this stack or machine lacks what the claim needs. untested: not reached.',
  )

/** What an honest check of the sentence as written comes to. */
export const reading = z
  .enum(['holds', 'qualified', 'contradicted'])
  .describe('holds: true as said. qualified: true only under a condition. contradicted: wrong.')

/** What a claim rests on. */
export const source = z.object({
  kind: z.enum(['material', 'rfc', 'posix', 'man', 'sysctl', 'kernel', 'python', 'ieee']),
  name: z.string().describe('For example RFC 9293, listen(2), net.core.somaxconn.'),
  where: z.string().nullable().describe('Section, or what the source says there in our own words.'),
  url: z.string().nullable(),
})

/** A claim as the catalogue states it: all that a report needs to explain it. */
export const claimDescription = z
  .object({
    id: z.string().describe('Chapter and name, for example listen/backlog-bound.'),
    says: z.string(),
    kind: z.enum(['scenario', 'property', 'witness']),
    level: z.enum(['must', 'should', 'may', 'platform']),
    reading,
    sources: z.array(source),
    behaviours: z
      .array(z.object({ number: z.number().int(), says: z.string(), suites: z.array(z.string()) }))
      .default([])
      .describe('Behaviours that reference suites for sockets check and that this claim shows.'),
    why: z.string().describe('The reason in a few sentences: what the kernel does and why.'),
    method: z.array(z.string()).describe('What is done, a sentence each.'),
    waitsFor: z
      .string()
      .nullable()
      .default(null)
      .describe('The kernel timer that most of its time goes to; null if there is none.'),
    byHand: z.array(z.object({ run: z.string(), see: z.string() })).describe('How to see it with everyday tools.'),
    mutants: z.array(z.object({ name: z.string(), says: z.string() })),
    lab: z.object({
      kind: z.string(),
      hosts: z.array(z.string()),
      needs: z.array(z.string()).describe('What the machine must be able to do, as sockproof doctor names it.'),
    }),
  })
  .meta({ id: 'Claim' })

/** One condition that decided, the row of a table. */
export const condition = z
  .object({
    says: z.string(),
    relation: z.string().describe('How observed must relate to expected, for example equal, at least, one of.'),
    expected: json,
    observed: json,
    holds: z.boolean(),
    case: z
      .object({ kind: z.enum(['true-case', 'counterexample']), when: z.string() })
      .nullable()
      .describe('Of a qualified or contradicted claim: which side of it this condition shows.'),
  })
  .meta({ id: 'Condition' })

/** One run of an experiment: its input if generated, what it observed, how that was judged. */
export const run = z
  .object({
    input: json.optional(),
    observation: json,
    conditions: z.array(condition),
    trace: trace.nullable().describe('Kept for the run that is shown and for a counterexample.'),
    shown: z.enum(['example', 'counterexample']).nullable(),
  })
  .meta({ id: 'Run' })

/** What the property driver did. */
export const propertyStatistics = z.object({
  seed: z.number().int(),
  path: z.string().nullable().describe('fast-check path to the counterexample.'),
  runs: z.number().int(),
  runsPlanned: z.number().int(),
  shrinks: z.number().int(),
  counterexample: json.nullable(),
})

/** A kernel counter that changed while the experiment ran. */
export const counterChange = z.object({
  host: z.string(),
  counter: z.string().describe('Group and name as in /proc/net/netstat and snmp, for example TcpExt.ListenOverflows.'),
  before: z.number(),
  after: z.number(),
})

/** A host of the lab as it was built. */
export const labHost = z.object({
  name: z.string(),
  addresses: z.array(z.object({ interface: z.string(), address: z.string(), link: z.string() })),
  sysctls: z.record(z.string(), z.string()),
})

/** The lab as it was built. */
export const labDescription = z
  .object({
    kind: z.string().describe('loopback, lan, nat.'),
    backend: z.string().describe('What built it, for example netns or shared loopback.'),
    hosts: z.array(labHost),
    notes: z.array(z.string()).describe('For example the rules of the router.'),
  })
  .meta({ id: 'Lab' })

/** A known deviation of a stack from the catalogue. */
export const expectation = z
  .object({
    verdict: z.enum(['fail', 'unresolved', 'unsupported']),
    reason: z.string().describe('Why this stack deviates, in a sentence.'),
    link: z.string().describe('Where that is said or discussed.'),
    versions: z
      .object({
        measured: z.array(z.string()).describe('The versions of the stack on which it was seen.'),
        from: z.string().nullable().describe('The first version that it is true of; null if it is not known.'),
        before: z.string().nullable().describe('The first version after it; null if there is none yet.'),
      })
      .describe('Versions of the kernel, as the fingerprint tells it.'),
    expires: z.string().describe('The day, YYYY-MM-DD, by which somebody is to look at it again.'),
  })
  .meta({ id: 'Expectation' })

/** One claim on one stack. */
export const resultRecord = z
  .object({
    kind: z.literal('result'),
    claim: claimDescription,
    stack: z.string(),
    mutant: z
      .object({ name: z.string(), says: z.string() })
      .nullable()
      .describe('The one thing that was made wrong on purpose.'),
    repeat: z.number().int().describe('Which repetition this is, from 0.'),
    startedAt: z.iso.datetime(),
    milliseconds: z.number(),
    verdict: z.object({
      outcome,
      reason: z.string().nullable().describe('One sentence; always there unless the outcome is pass.'),
      detail: z.string().nullable().describe('A stack trace or command output, for whoever mends it.'),
    }),
    expectation: expectation
      .nullable()
      .default(null)
      .describe('The deviation from the catalogue that is known of this claim on this stack; null if none is.'),
    shownReading: reading.nullable().describe('The reading that this run showed; null if it showed none.'),
    lab: labDescription.nullable(),
    runs: z.array(run),
    property: propertyStatistics.nullable(),
    attempts: z.number().int().nullable().describe('Of a witness: how many attempts it took.'),
    counters: z.array(counterChange),
    again: z.string().describe('The command that does it again.'),
  })
  .meta({ id: 'Result' })

/** The environment that the evidence was taken in. */
export const fingerprint = z
  .object({
    sockproof: z.string(),
    kernel: z.string(),
    machine: z.string().describe('Architecture.'),
    distribution: z.string(),
    libc: z.string(),
    runtime: z.string().describe('For example node 20.20.2.'),
    user: z.string().describe('root, user namespace, or unprivileged.'),
    processors: z.number().int(),
    memoryBytes: z.number(),
    container: z.string().nullable(),
    capabilities: z.array(
      z.object({
        name: z.string(),
        available: z.boolean(),
        reason: z.string().nullable(),
        mend: z.string().nullable(),
      }),
    ),
    sysctls: z.record(z.string(), z.string()),
    tools: z.record(z.string(), z.string()).describe('Versions of the system tools used.'),
  })
  .meta({ id: 'Fingerprint' })

/** First line: where, with what, and how many results to expect. */
export const headerRecord = z
  .object({
    kind: z.literal('header'),
    format: z.literal('sockproof-evidence'),
    version: z.literal(EVIDENCE_VERSION),
    run: z.uuid(),
    startedAt: z.iso.datetime(),
    command: z.string(),
    seed: z.number().int(),
    stack: z.string(),
    agent: z
      .object({ name: z.string(), version: z.string(), network: z.enum(['kernel', 'frames', 'tap']) })
      .nullable()
      .default(null)
      .describe('The agent that made the calls, and whose network it used; null where sockproof itself made them.'),
    lab: z.enum(['namespaces', 'docker', 'docker-bridge']).default('namespaces').describe('What hosts were.'),
    mode: z.enum(['verify', 'mutants', 'soak']),
    fingerprint,
    plan: z.object({ results: z.number().int(), claims: z.array(z.string()) }),
  })
  .meta({ id: 'Header' })

/** Last line. Without it the evidence is partial. */
export const footerRecord = z
  .object({
    kind: z.literal('footer'),
    endedAt: z.iso.datetime(),
    milliseconds: z.number(),
    results: z.number().int(),
    interrupted: z.boolean(),
    outcomes: z.record(outcome, z.number().int()),
  })
  .meta({ id: 'Footer' })

export const evidenceRecord = z.discriminatedUnion('kind', [headerRecord, resultRecord, footerRecord])

export type Outcome = z.infer<typeof outcome>
export type Reading = z.infer<typeof reading>
export type Source = z.infer<typeof source>
export type ClaimDescription = z.infer<typeof claimDescription>
export type Condition = z.infer<typeof condition>
export type Run = z.infer<typeof run>
export type PropertyStatistics = z.infer<typeof propertyStatistics>
export type CounterChange = z.infer<typeof counterChange>
export type LabDescription = z.infer<typeof labDescription>
export type Expectation = z.infer<typeof expectation>
export type ResultRecord = z.infer<typeof resultRecord>
export type Fingerprint = z.infer<typeof fingerprint>
export type HeaderRecord = z.infer<typeof headerRecord>
export type FooterRecord = z.infer<typeof footerRecord>
export type EvidenceRecord = z.infer<typeof evidenceRecord>
