import { expect, test } from 'vitest'
import { AgentProcess, OUR_AGENTS } from '../../sockets/agent/testing/agent-process.ts'
import { MAIN, sockproof } from '../testing/sockproof.ts'

test.each(Object.keys(OUR_AGENTS))(
  'sockproof agent serve is the agent %s, from its first request to the end of its input',
  async (name) => {
    await using agent = new AgentProcess([process.execPath, MAIN, 'agent', 'serve', name])
    const { value } = await agent.ask('hello', { protocol: 1, network: { kind: 'kernel' } })
    expect(value).toMatchObject({ name, network: 'kernel' })
    const fd = await agent.value('socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' })
    expect(await agent.value('close', { fd })).toBe(0)
    expect(await agent.end()).toEqual({ code: 0, signal: null })
  },
)

test('An agent that there is not is told with those that there are', async () => {
  const { code, out, err } = await sockproof(['agent', 'serve', 'ruby'])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('libc, python, node')
})

test('What can be asked of agents is listed where nothing is asked', async () => {
  const { code, err } = await sockproof(['agent'])
  expect(code).toBe(2)
  for (const text of ['serve', 'check']) expect(err).toContain(text)
})
