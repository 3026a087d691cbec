import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { pythonAgentPath } from '../../sockets/agent/python/path.ts'
import { descendants, isGone, Sockproof, sockproof } from '../testing/sockproof.ts'

const PYTHON = ['python3', pythonAgentPath()]

const fixture = (name: string): readonly string[] => [
  process.execPath,
  fileURLToPath(new URL(`../../sockets/agent/check/fixtures/${name}.mjs`, import.meta.url)),
]

test('an agent that conforms: a line a call, and 0', async () => {
  const { code, out, err } = await sockproof(['agent', 'check', '--', ...PYTHON])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^ {2}✓ accept4\(fd 3\) +EAGAIN$/m)
  expect(out).toMatch(/^✓ No fault in \d+ requests: it conforms to the protocol\.$/m)
  expect(out).not.toContain('✗')
}, 120_000)

describe('six agents that are broken, each in one thing, and 1', () => {
  test.concurrent.each([
    ['wrong-id', /✗ dup\(fd 3\) [\s\S]*wrong id: A result has the id 1005, which no request had/],
    ['late-answer', /✗ dup\(fd 3\) [\s\S]*late result: The result of dup came late/],
    ['invented-errno', /✗ accept4\(fd 3\) +ETRYAGAIN\s+invented errno: [\s\S]*to do: EAGAIN is meant, perhaps/],
    ['missing-call', /✗ poll\(.*\) +ENOSYS\s+missing call: poll is among the calls that hello declares/],
    ['garbage', /✗ dup\(fd 3\) [\s\S]*garbage: This line is no JSON object: DEBUG: dup\(\) called/],
    ['crash', /✗ dup\(fd 3\) +no result\s+crash: The agent ended, killed by SIGSEGV/],
  ])(
    '%s',
    async (name, says) => {
      const { code, out, err } = await sockproof(['agent', 'check', '--patience', '4', '--', ...fixture(name)])
      expect({ code, err }).toEqual({ code: 1, err: '' })
      expect(out).toMatch(says)
      expect(out).toMatch(/✗ [13] faults? in \d+ requests/)
    },
    240_000,
  )
})

test('--json tells the same to programs', async () => {
  const { code, out } = await sockproof(['agent', 'check', '--json', '--', ...fixture('garbage')])
  expect(code).toBe(1)
  const report = JSON.parse(out)
  expect(report).toMatchObject({ conforms: false, faults: 1, neverAsked: [], agent: { name: 'python' } })
  const asked = report.scenes.flatMap((scene: { requests: { faults: unknown[] }[] }) => scene.requests)
  expect(asked.filter(({ faults }: { faults: unknown[] }) => faults.length > 0)).toMatchObject([
    { call: 'dup', faults: [{ kind: 'garbage', came: expect.any(String), protocol: expect.any(String) }] },
  ])
}, 120_000)

test('--verbose shows the lines that go and come, also those of standard error', async () => {
  const { out } = await sockproof(['agent', 'check', '--verbose', '--', ...PYTHON])
  expect(out).toMatch(/→ \{"id":1,"call":"hello","request":\{"protocol":1,"network":\{"kind":"kernel"\}\}\}/)
  expect(out).toMatch(/← \{"id":2,"value":3,"began":"\d+","ended":"\d+"\}/)
  expect(out).toMatch(/! bind: not a request of this call/)
}, 120_000)

test.each([
  [['./no-such-agent'], 'Cannot start «./no-such-agent»: there is no such program'],
  [['no-such-agent-anywhere'], 'Cannot start «no-such-agent-anywhere»'],
  [[pythonAgentPath().replace(/\/[^/]*$/, '')], 'Cannot start «'],
  [[], "missing required argument 'command'"],
])('a command that cannot be started, %j, is wrong usage', async (command, says) => {
  const { code, out, err } = await sockproof(['agent', 'check', '--', ...command])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(says)
})

test('Ctrl-C ends the agent too, and gives 130', async () => {
  await using running = new Sockproof(['agent', 'check', '--patience', '3600', '--', ...fixture('no-answer')])
  await running.printed('Readiness')
  const started = descendants(running.pid)
  running.pressCtrlC()
  expect(await running.ended).toMatchObject({ code: 130 })
  expect(started.filter((pid) => !isGone(pid))).toEqual([])
}, 120_000)
