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
  expect(printed).toContain('✓ 5 pass  a/steady')
  expect(printed).toContain('✗ 4 pass, 1 fail  b/unsteady')
  expect(printed).toContain('1 of 10 verdicts changed.')
  expect(printed).toContain('sockproof verify b/unsteady --seed 9')
  const { results, header } = readEvidence(out.file('evidence.jsonl'))
  expect(header.plan.results).toBe(10)
  const kept = results.filter(({ runs }) => runs.length > 0).map(({ claim, repeat }) => `${claim.id} ${repeat}`)
  expect(kept.sort()).toEqual(['a/steady 0', 'b/unsteady 0', 'b/unsteady 2'])
})

test('If no verdict changes it ends with 0', async () => {
  using specs = specsFolder({ 'a/steady': {} })
  using out = temporaryFolder()
  const { code, out: printed } = await sockproof(['soak', '--runs', '3', '--out', out.path], { specs })
  expect(printed).toContain('0 of 3 verdicts changed.')
  expect(code).toBe(0)
})

test.each(['SIGTERM', 'SIGKILL'] as const)('The load ends with the run, also if that gets %s', async (signal) => {
  using specs = specsFolder({ 'a/passes': {}, 'b/waits': { run: 'await new Promise(() => {})' } })
  using out = temporaryFolder()
  await using run = new Sockproof(['soak', '--runs', '2', '--load', '--out', out.path], { specs })
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
