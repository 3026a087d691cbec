import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { descendants, isGone, Sockproof, sockproof, until } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

/** Claims that use the stack under test; one of them waits until its agent is killed. */
const CLAIMS = {
  'a/passes': { run: 'await (await hosts.host.tcp()).close(); return 1' },
  'b/waits': {
    lab: "lan(['one', 'two'])",
    run: "const socket = await hosts.one.receiver(tools.port()); tools.say('waits now'); await socket.recv(1); return 1",
  },
  'c/passes-later': { lab: "lan(['one', 'two'])", run: 'await (await hosts.two.tcp()).close(); return 1' },
}

const agentsOf = (pid: number): readonly number[] =>
  descendants(pid).filter((one) => commandOf(one).includes('sockproof_agent.py'))

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

/** Whether a thread of a process sleeps in recvfrom(), by its number on x64 and arm64 (proc_pid_syscall(5)). */
function receives(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((thread) =>
      /^(45|207) /.test(readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1')),
    )
  } catch {
    return false
  }
}

test('An agent that is killed leaves its claim unresolved, with the reason, and the others as they are', async () => {
  using specs = specsFolder(CLAIMS)
  using out = temporaryFolder()
  await using run = new Sockproof(['verify', '--stack', 'python', '--jobs', '1', '--out', out.path], { specs })
  // When claims run, the agent that was asked first what it is has ended.
  await run.wrote(out.file('evidence.jsonl'))
  // Of the claim that waits there are two, and one of them receives. It may be the first of the three claims.
  const waiting = (): number | undefined => agentsOf(run.pid).find(receives)
  await until(
    () => waiting() !== undefined,
    () => 'No agent waits.',
  )
  const all = agentsOf(run.pid)
  process.kill(waiting() ?? 0, 'SIGKILL')
  const { code } = await run.ended
  const { results } = readEvidence(out.file('evidence.jsonl'))
  const verdicts = Object.fromEntries(results.map(({ claim, verdict }) => [claim.id, verdict]))
  expect(verdicts['a/passes']).toMatchObject({ outcome: 'pass' })
  expect(verdicts['c/passes-later']).toMatchObject({ outcome: 'pass' })
  expect(verdicts['b/waits']?.outcome).toBe('unresolved')
  expect(verdicts['b/waits']?.reason).toMatch(
    /The agent «python3 .*» ended \(killed by SIGKILL\) while recv\(\) was under way/,
  )
  expect(code).toBe(1)
  await until(
    () => all.every(isGone),
    () => 'Agents are left.',
  )
})

test('The agents end with a run that is killed itself', async () => {
  using specs = specsFolder({ 'b/waits': CLAIMS['b/waits'] })
  using out = temporaryFolder()
  await using run = new Sockproof(['verify', '--stack', 'python', '--out', out.path], { specs })
  await until(
    () => agentsOf(run.pid).length === 2,
    () => 'The agents were not started.',
  )
  const all = agentsOf(run.pid)
  run.child.kill('SIGKILL')
  await until(
    () => all.every(isGone),
    () => `Agents are left: ${all.filter((pid) => !isGone(pid))}`,
  )
})

const BAD: readonly [what: string, command: readonly string[], says: RegExp][] = [
  ['cannot be started', ['./no-such-agent'], /no-such-agent.* ended \(exit status 127\)/],
  ['says nothing and ends', ['true'], /The agent «true» ended \(exit status 0\) while hello\(\) was under way/],
  ['talks of other things', ['echo', 'Welcome!'], /wrote a line to standard output that is no result: Welcome!/],
]

test.each(BAD)('An agent that %s is wrong usage, and the message says what to do', async (_what, command, says) => {
  using out = temporaryFolder()
  const { code, err } = await sockproof(['verify', '--stack', 'agent', '--out', out.path, '--', ...command])
  expect(err).toMatch(says)
  expect(err).toContain('sockproof agent check --')
  expect(code).toBe(2)
})

test('--stack agent without a command says how it is given', async () => {
  const { code, err } = await sockproof(['verify', '--stack', 'agent'])
  expect(err).toContain('sockproof verify --stack agent -- ./my-agent')
  expect(code).toBe(2)
})
