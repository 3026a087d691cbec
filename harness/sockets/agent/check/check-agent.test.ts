import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { OUR_AGENTS } from '../testing/agent-process.ts'
import { checkAgent } from './check-agent.ts'
import type { FaultKind } from './fault.ts'
import { faultsIn, neverAsked } from './report.ts'
import type { Scene } from './scene.ts'
import { atOnce } from './scenes/at-once.ts'
import { connection } from './scenes/connection.ts'
import { descriptors } from './scenes/descriptors.ts'
import { order } from './scenes/order.ts'
import { readiness } from './scenes/readiness.ts'
import { waiting } from './scenes/waiting.ts'
import { onLoopback } from './testing/on-loopback.ts'

/** Milliseconds: as usual, and where a result is known never to come. */
const PATIENT = 10_000
const IMPATIENT = 4_000

interface Asked {
  readonly patience?: number
  readonly scenes?: readonly Scene[]
}

const check = (command: readonly string[], { patience = PATIENT, ...asked }: Asked = {}) =>
  checkAgent({ start: onLoopback(command), patience, signal: new AbortController().signal, ...asked })

const fixture = (name: string): readonly string[] => [
  process.execPath,
  fileURLToPath(new URL(`./fixtures/${name}.mjs`, import.meta.url)),
]

test.concurrent.each(Object.entries(OUR_AGENTS))(
  'our agent %s conforms, and every call that it declares is asked',
  async (_, command) => {
    const report = await check(command)
    expect(faultsIn(report)).toEqual([])
    expect(report.scenes.flatMap(({ notAsked }) => notAsked ?? [])).toEqual([])
    expect(neverAsked(report)).toEqual([])
  },
  120_000,
)

test('an agent to which nothing is done conforms too', async () => {
  expect(faultsIn(await check(fixture('unaltered')))).toEqual([])
}, 120_000)

describe('an agent that gets one thing wrong is told what', () => {
  const NAMED: readonly [
    agent: string,
    kind: FaultKind,
    call: string,
    came: RegExp,
    scene: Scene,
    patience?: number,
  ][] = [
    [
      'wrong-id',
      'wrong id',
      'dup',
      /has the id \d+, which no request had; dup, which it seems to be for, has the id \d+/,
      descriptors,
    ],
    [
      'late-answer',
      'late result',
      'dup',
      /The result of dup came late: [\d.]+ s after the request, and only after the next request had been written/,
      descriptors,
      IMPATIENT,
    ],
    [
      'invented-errno',
      'invented errno',
      'accept4',
      /The errno of accept4 is ETRYAGAIN: there is no error ETRYAGAIN/,
      atOnce,
    ],
    [
      'missing-call',
      'missing call',
      'poll',
      /poll is among the calls that hello declares, and its result is ENOSYS/,
      readiness,
    ],
    ['garbage', 'garbage', 'dup', /This line is no JSON object: DEBUG: dup\(\) called/, descriptors],
    [
      'crash',
      'crash',
      'dup',
      /killed by SIGSEGV, before dup had a result. It said: my-tcp: no such descriptor in table/,
      descriptors,
    ],
    ['second-result', 'second result', 'dup', /dup, has one more result after its first/, descriptors],
    ['no-form', 'wrong form', 'dup', /It has neither a value nor an errno: \{"id":\d+,"result":\d+\}/, descriptors],
    ['wrong-value', 'wrong value', 'getpeername', /The value of getpeername is "127.0.0.1:\d+"/, connection],
    ['seconds', 'wrong times', 'dup', /The call began at \d{10} and ended at \d{10}; it is \d{19} now/, descriptors],
    [
      'no-answer',
      'no result',
      'dup',
      /dup had no result within [\d.]+ s; to the next request it gave one/,
      descriptors,
      IMPATIENT,
    ],
    [
      'one-at-a-time',
      'calls wait for each other',
      'socket',
      /socket had no result while accept4 waited/,
      waiting,
      IMPATIENT,
    ],
    [
      'cancels-nothing',
      'cancel',
      'cancel',
      /cancel of request \d+, accept4, had its result 0 before that call had one/,
      waiting,
    ],
    ['cancels-all', 'cancel', 'cancel', /recvfrom, request \d+, came back when request \d+ was cancelled/, waiting],
    ['any-order', 'out of order', 'getsockopt', /SO_REUSEADDR was set and read, set back and read/, order],
    ['says-hello-otherwise', 'wrong value', 'hello', /The value of hello is .*: version: /, descriptors],
  ]

  test.concurrent.each(NAMED)(
    '%s: %s, with %s',
    async (agent, kind, call, came, scene, patience) => {
      const { scenes } = await check(fixture(agent), { scenes: [scene], ...(patience && { patience }) })
      const asked = scenes.flatMap(({ exchanges }) => exchanges).filter(({ faults }) => faults.length > 0)
      expect(new Set(asked.flatMap(({ faults }) => faults.map((fault) => fault.kind)))).toEqual(new Set([kind]))
      expect(asked[0]?.call).toBe(call)
      expect(asked[0]?.faults[0]?.came).toMatch(came)
      expect(scenes.flatMap(({ faults }) => faults)).toEqual([])
    },
    240_000,
  )

  const AT_THE_END: readonly [agent: string, kind: FaultKind, came: RegExp, patience?: number][] = [
    ['goes-on', 'does not end', /still ran when its standard input had long ended/, IMPATIENT],
    ['fails-at-its-end', 'crash', /exit status 3, at the end of standard input/],
  ]

  test.concurrent.each(AT_THE_END)(
    '%s: %s',
    async (agent, kind, came, patience) => {
      const { scenes } = await check(fixture(agent), { scenes: [descriptors], ...(patience && { patience }) })
      for (const { exchanges, faults } of scenes) {
        expect(exchanges.flatMap((asked) => asked.faults)).toEqual([])
        expect(faults).toMatchObject([{ kind, came: expect.stringMatching(came) }])
      }
    },
    240_000,
  )
})

test('a line without its line feed is told with the request before it', async () => {
  const { scenes } = await check(fixture('half-a-line'), { scenes: [descriptors, waiting] })
  for (const { exchanges } of scenes) {
    const faults = exchanges.flatMap((asked) => asked.faults)
    expect(faults).toMatchObject([{ kind: 'garbage', came: 'Standard output ended within a line: bye' }])
  }
}, 120_000)
