import { expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { descendants, isGone, Sockproof, sockproof, until } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

test('A verdict that changes is counted and told, and its timeline is kept', async () => {
  using specs = specsFolder({
    'a/steady': {},
    'b/unsteady': { load: 'let runs = 0', run: "tools.say('here'); runs += 1; return runs === 3 ? 2 : 1" },
  })
  using out = temporaryFolder()
  const { code, out: printed } = await sockproof(['soak', '--runs', '5', '--seed', '7', '--out', out.path], { specs })
  expect(code).toBe(1)
  expect(printed).toContain('✓ 5 × pass  a/steady')
  expect(printed).toContain('✗ 4 × pass, 1 × fail  b/unsteady')
  expect(printed).toContain('run 3, seed 9: fail')
  expect(printed).toContain('one of them again: sockproof verify b/unsteady --seed 9')
  expect(printed).toContain('all of them again: sockproof soak b/unsteady --runs 5 --seed 7')
  expect(printed).toContain('10 runs, 1 verdict changed, 1 run not as expected')
  const { results, header } = readEvidence(out.file('soak.jsonl'))
  expect(header).toMatchObject({ mode: 'soak', command: 'sockproof soak --runs 5', plan: { results: 10 } })
  const kept = results.filter(({ runs }) => runs.length > 0).map(({ claim, repeat }) => `${claim.id} ${repeat}`)
  expect(kept.sort()).toEqual(['a/steady 0', 'b/unsteady 0', 'b/unsteady 2'])
})

test('If no verdict changes it ends with 0', async () => {
  using specs = specsFolder({ 'a/steady': {} })
  using out = temporaryFolder()
  const { code, out: printed } = await sockproof(['soak', '--runs', '3', '--out', out.path], { specs })
  expect(printed).toContain('3 runs, 0 verdicts changed')
  expect(code).toBe(0)
})

test.each(['SIGTERM', 'SIGKILL'] as const)('The load ends with the run, also if that gets %s', async (signal) => {
  using specs = specsFolder({ 'a/passes': {}, 'b/waits': { run: 'await new Promise(() => {})' } })
  using out = temporaryFolder()
  await using run = new Sockproof(['soak', '--runs', '2', '--jobs', '2', '--load', '--out', out.path], { specs })
  await run.printed('All processors are kept busy')
  await run.printed('a/passes')
  const family = descendants(run.pid)
  run.child.kill(signal)
  await run.ended
  await until(
    () => family.every(isGone),
    () => `These are left: ${family.filter((pid) => !isGone(pid))}`,
  )
})
