import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AgentFault } from './fault.ts'
import { ScriptedAgent } from './testing/scripted-agent.ts'

const GETSOCKNAME = ['getsockname', { fd: 3 }] as const

test('Results find their requests, whatever order they come in', async () => {
  await using agent = new ScriptedAgent(({ id }) =>
    id === 1
      ? []
      : [
          { id, value: 'second' },
          { id: 1, value: 'first' },
        ],
  )
  const first = agent.connection.ask(...GETSOCKNAME)
  const second = agent.connection.ask(...GETSOCKNAME)
  expect(await second).toMatchObject({ value: 'second' })
  expect(await first).toMatchObject({ value: 'first' })
})

test('A long result that comes in many pieces is one line', async () => {
  const value = { base64: 'x'.repeat(300_000) }
  await using agent = new ScriptedAgent(({ id }) => [{ id, value }])
  expect(await agent.connection.ask('recv', { fd: 3, length: 1 })).toMatchObject({ value })
})

const FAULTS: readonly [what: string, lines: readonly (string | object)[], says: string][] = [
  ['words', ['Hello!'], 'wrote a line to standard output that is no result: Hello!'],
  ['a result without an id', [{ value: 0 }], 'wrote a line to standard output that is no result: {"value":0}'],
  ['an errno that is none', [{ id: 1, errno: 'oops' }], 'wrote a line to standard output that is no result'],
  ['the result of another request', [{ id: 7, value: 0 }], 'answered request 7, which it was not asked'],
  [
    'a second result',
    [
      { id: 1, value: 0 },
      { id: 1, value: 0 },
    ],
    'answered request 1, which it was not asked or has answered already',
  ],
]

test.each(FAULTS)('An agent that writes %s is at fault, by name', async (_what, lines, says) => {
  await using agent = new ScriptedAgent(() => lines)
  void agent.connection.ask(...GETSOCKNAME)
  await expect(agent.connection.broken).rejects.toThrow(AgentFault)
  await expect(agent.connection.broken).rejects.toThrow(`The agent «./my-agent» ${says}`)
})

test('When it ends, the error tells how, what was under way and what it complained of, and nothing is answered', async () => {
  await using agent = new ScriptedAgent(() => [])
  const answered: unknown[] = []
  void agent.connection.ask(...GETSOCKNAME).then((result) => answered.push(result))
  agent.complain('assertion failed')
  await turn()
  agent.end('killed by SIGSEGV')
  await expect(agent.connection.broken).rejects.toThrow(
    'ended (killed by SIGSEGV) while getsockname() was under way. Last on its standard error: assertion failed.',
  )
  expect(answered).toEqual([])
})

test('A hello of another version, or without what the protocol asks for, names the field', async () => {
  await using agent = new ScriptedAgent(({ id }) => [{ id, value: { protocol: 2, name: 'x', version: '1' } }])
  await expect(agent.connection.hello(null)).rejects.toThrow('said hello, but «protocol» is not what the protocol says')
})
