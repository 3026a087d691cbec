import { expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { descendants, isGone, Sockproof, until } from '../testing/sockproof.ts'
import { specsFolder, type TemporaryFolder, temporaryFolder } from '../testing/specs-folder.ts'

const CLAIMS = { 'a/waits': { run: 'await new Promise(() => {})' }, 'b/waits': { run: 'await new Promise(() => {})' } }

/** Moments of a run in which Vitest, or a worker of it, is just starting. */
const MOMENTS: Readonly<Record<string, (run: Sockproof, out: TemporaryFolder) => Promise<void>>> = {
  'the evidence has begun and Vitest has not': (run, out) => run.wrote(out.file('evidence.jsonl')),
  'the first worker is there and runs nothing yet': (run) =>
    until(
      () => descendants(run.pid).length > 0,
      () => 'No worker was started.',
    ),
}

test.each(Object.keys(MOMENTS))('A signal that comes when %s stops the run, with 130', async (moment) => {
  using specs = specsFolder(CLAIMS)
  using out = temporaryFolder()
  await using run = new Sockproof(['verify', '--no-install', '--out', out.path], { specs })
  await run.wrote(out.file('evidence.jsonl'))
  await MOMENTS[moment]?.(run, out)
  const family = descendants(run.pid)
  run.child.kill('SIGTERM')
  expect(await run.ended).toMatchObject({ code: 130, signal: null })
  expect(readEvidence(out.file('evidence.jsonl')).footer).toMatchObject({ interrupted: true, results: 0 })
  expect(family.filter((pid) => !isGone(pid))).toEqual([])
})
