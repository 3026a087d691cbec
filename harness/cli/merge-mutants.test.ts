import { expect, test } from 'vitest'
import { mergeMutants } from './merge-mutants.ts'
import { evidenceOf, resultWith } from './testing/records.ts'

const passed = resultWith('a/b', 'pass')
const run = evidenceOf([{ ...passed, claim: { ...passed.claim, mutants: [{ name: 'one', says: 'x' }] } }])
const onMutants = (...names: string[]) =>
  evidenceOf(
    names.map((mutant) => resultWith('a/b', 'fail', { mutant })),
    { mode: 'mutants' },
  )

test('What mutants made of a claim is added to its results, and to what was planned', () => {
  const { evidence } = mergeMutants(run, onMutants('one'))
  expect(evidence?.results.map(({ mutant }) => mutant?.name)).toEqual([undefined, 'one'])
  expect(evidence?.header.plan.results).toBe(2)
})

test('Mutants that the claim no longer names, and claims that did not run, are left out', () => {
  const other = resultWith('c/d', 'fail', { mutant: 'one' })
  const mutants = onMutants('one', 'old')
  const { evidence } = mergeMutants(run, { ...mutants, results: [...mutants.results, other] })
  expect(evidence?.results).toHaveLength(2)
})

test('Evidence of another kind or from elsewhere is refused', () => {
  expect(mergeMutants(run, run).refusal).toContain('is no evidence of a run on mutants')
  const mutants = onMutants('one')
  const fingerprint = { ...mutants.header.fingerprint, kernel: 'Linux 5.10' }
  const elsewhere = { ...mutants, header: { ...mutants.header, fingerprint } }
  expect(mergeMutants(run, elsewhere).refusal).toContain('taken with kernel Linux 5.10, the run with Linux 6.18')
})
