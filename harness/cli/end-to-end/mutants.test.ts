import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { sockproof } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

const COUNT_HOSTS = 'return Object.keys(hosts).length'
const SEEN =
  "mutant({ name: 'two-hosts', says: 'there are two hosts', lab: (plan) => ({ ...plan, hosts: ['a', 'b'] }) })"
const UNSEEN = "mutant({ name: 'no-change', says: 'nothing is wrong', lab: (plan) => plan })"
const HANGS = "mutant({ name: 'hangs', says: 'it hangs', lab: () => { for (;;); } })"

test('Mutants that are all killed give 0, and become part of the report of the run beside them', async () => {
  using specs = specsFolder({ 'a/sharp': { run: COUNT_HOSTS, mutants: `[${SEEN}]` } })
  using out = temporaryFolder()
  await sockproof(['verify', '--out', out.path], { specs })
  const page = (): string => readFileSync(out.file('claims/a/sharp.html'), 'utf8')
  expect(page()).not.toContain('Tried in this run')
  const { code, out: printed } = await sockproof(['mutants', '--out', out.path], { specs })
  expect(code).toBe(0)
  expect(printed).toContain('a/sharp  1 of 1 killed\n  ✓ two-hosts  there are two hosts')
  expect(page()).toContain('Tried in this run')
  await sockproof(['verify', '--out', out.path], { specs })
  expect(page()).toContain('Tried in this run')
})

test('A mutant that survives, one that hangs, and a claim without any give 1; the other mutants are tried all the same', async () => {
  using specs = specsFolder({
    'a/blunt': { run: COUNT_HOSTS, mutants: `[${UNSEEN}, ${HANGS}, ${SEEN}]` },
    'b/names-none': {},
    'c/throws-when-loaded': { load: "throw new Error('not today')" },
  })
  using out = temporaryFolder()
  const { code, out: printed } = await sockproof(['mutants', '--deadline', '1', '--out', out.path], { specs })
  expect(code).toBe(1)
  expect(printed).toContain('a/blunt  1 of 3 killed')
  const { header, results } = readEvidence(out.file('mutants.jsonl'))
  expect(header.plan.results).toBe(5)
  const outcomes = results.map(({ claim, mutant, verdict }) => `${claim.id} ${mutant?.name ?? ''} ${verdict.outcome}`)
  expect(outcomes.sort()).toEqual([
    'a/blunt hangs unresolved',
    'a/blunt no-change pass',
    'a/blunt two-hosts fail',
    'b/names-none  unresolved',
    'c/throws-when-loaded  unresolved',
  ])
  expect(results.map(({ again }) => again.split(' ')[1])).toEqual(Array(5).fill('mutants'))
})
