import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../evidence/trace-schema.ts'
import { lan, loopback } from '../lab/plan.ts'
import { type AgentSelf, helloValue } from '../sockets/agent/protocol.ts'
import { SOCKET_KINDS, type SocketKindName, TCP_KINDS } from '../sockets/kinds.ts'
import { forAll, type Property } from './experiment.ts'
import { NoIpv6, planFor } from './ipv4-only.ts'
import { overKinds, overKindsAtOnce } from './over-kinds.ts'
import { driveProperty } from './property.ts'
import type { StackChoice } from './stacks.ts'
import type { Performance, Stage } from './stage.ts'

const agent = (...families: readonly string[]): StackChoice => {
  const self: AgentSelf = helloValue.parse({
    protocol: 1,
    name: 'my-tcp',
    version: '1',
    network: 'frames',
    calls: [],
    options: [],
    families,
  })
  return { kind: 'agent', command: ['./my-tcp'], self, showsThreads: false }
}

test('A stack without IPv6 is given the plan without it; other needs stay', () => {
  expect(planFor(lan(['a', 'b'], { ipv6: true }), agent('AF_INET'))).toMatchObject({ ipv6: false, needs: [] })
  const both = loopback(['a'], { needs: ['IPv6', 'python3'] })
  expect(planFor(both, agent('AF_INET')).needs).toEqual(['python3'])
})

test('A stack with IPv6 is given the plan as it is, and so is one that the claim asks nothing of IPv6', () => {
  const plan = lan(['a', 'b'], { ipv6: true })
  expect(planFor(plan, agent('AF_INET', 'AF_INET6'))).toBe(plan)
  expect(planFor(plan, { kind: 'libc' })).toBe(plan)
  const ipv4 = lan(['a', 'b'])
  expect(planFor(ipv4, agent('AF_INET'))).toBe(ipv4)
})

test('Without IPv6, what is done with each kind of socket is done with those over IPv4', async () => {
  const tools = { hasIpv6: false, say: () => {} }
  const name = async (_: unknown, kind: string): Promise<string> => kind
  expect(await overKinds(TCP_KINDS, tools, name)).toEqual({ 'TCP over IPv4': 'TCP over IPv4' })
  expect(await overKindsAtOnce(TCP_KINDS, tools, name)).toEqual({ 'TCP over IPv4': 'TCP over IPv4' })
})

test('Inputs of a property that ask for IPv6 are passed over, and do not count', async () => {
  const inputs: string[] = []
  const { broken, property, runs } = await overKind('TCP over IPv4', (kind) => inputs.push(kind))
  expect(broken).toBe(null)
  expect(property).toMatchObject({ runs: 20, runsPlanned: 20, counterexample: null })
  expect(runs.map(({ input }) => input)).toEqual(Array(20).fill('TCP over IPv4'))
  expect(new Set(inputs)).toEqual(new Set(TCP_KINDS))
})

test('A property whose example asks for IPv6 is not observed, for want of it', async () => {
  const { broken, runs } = await overKind('TCP over IPv6', () => {})
  expect(broken).toBeInstanceOf(NoIpv6)
  expect(runs.map(({ conditions }) => conditions)).toEqual([[]])
})

/** Runs a property over the kinds of TCP sockets on a stage that has no IPv6. */
function overKind(example: SocketKindName, tell: (kind: SocketKindName) => void) {
  const inputs = fc.constantFrom<SocketKindName>(...TCP_KINDS)
  const experiment = forAll(loopback(['a']), { inputs, example, runs: 20 }, async (kind) => {
    tell(kind)
    if (SOCKET_KINDS[kind].domain === 'AF_INET6') throw new NoIpv6('a')
    return null
  })
  const stage = { perform: (run: (...none: never[]) => Promise<null>) => perform(run) }
  const options = { seed: 1, runs: null, shrink: true, judge: () => [] }
  return driveProperty(experiment as unknown as Property<Json, unknown>, stage as unknown as Stage, options)
}

async function perform(run: () => Promise<null>): Promise<Performance> {
  const trace = { events: [], packets: [], sockets: [], lostPackets: 0 } as unknown as Performance['trace']
  try {
    return { error: null, seen: await run(), trace }
  } catch (error) {
    return { error, seen: null, trace }
  }
}
