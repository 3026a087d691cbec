import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { claimIds } from '../../claim/catalogue.ts'
import { type Evidence, isPartial, readEvidence } from '../../evidence/read.ts'
import { SPECS } from '../../vitest/projects.ts'
import { temporaryFolder } from '../testing/specs-folder.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const VITEST = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url))

/** Calls Vitest itself, from the sources, and reads the evidence that it left. */
function vitest(args: readonly string[], out: string): Evidence {
  const env = { ...process.env, SOCKPROOF_OUT: out, SOCKPROOF_SEED: '7', NO_COLOR: '1' }
  const ran = spawnSync(process.execPath, [VITEST, 'run', '--project', 'claims', ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  })
  if (!existsSync(`${out}/evidence.jsonl`)) throw new Error(`${ran.stdout}\n${ran.stderr}`)
  return readEvidence(`${out}/evidence.jsonl`)
}

const IDS = claimIds(SPECS)

test('A filter of files makes the plan', () => {
  using out = temporaryFolder()
  const evidence = vitest(['connect/refused'], out.path)
  expect(evidence.header).toMatchObject({ seed: 7, plan: { results: 1, claims: ['connect/refused-without-listener'] } })
  expect(evidence.results.map(({ verdict }) => verdict.outcome)).toEqual(['pass'])
  expect(isPartial(evidence)).toBe(false)
})

test('Evidence is written whatever reporter the user chooses', () => {
  using out = temporaryFolder()
  const evidence = vitest(['connect/refused', '--reporter=junit', `--outputFile=${out.file('junit.xml')}`], out.path)
  expect(existsSync(out.file('junit.xml'))).toBe(true)
  expect(evidence.results).toHaveLength(1)
})

test('Claims that a name pattern leaves out are untested, so that the plan is kept', () => {
  using out = temporaryFolder()
  const evidence = vitest(['connect/', '-t', 'ECONNREFUSED'], out.path)
  expect(isPartial(evidence)).toBe(false)
  const outcomes = new Map(evidence.results.map(({ claim, verdict }) => [claim.id, verdict.outcome]))
  expect(outcomes.get('connect/refused-without-listener')).toBe('pass')
  expect([...outcomes.values()].filter((outcome) => outcome === 'untested')).toHaveLength(outcomes.size - 1)
})

test('Each shard plans its share, and together they plan all', () => {
  const shares = ['1/2', '2/2'].map((shard) => {
    using out = temporaryFolder()
    const evidence = vitest([`--shard=${shard}`, '-t', 'no claim says this'], out.path)
    expect(isPartial(evidence)).toBe(false)
    return evidence.header.plan.claims
  })
  expect(shares.flat().sort()).toEqual(IDS)
  for (const share of shares) expect(share.length).toBeGreaterThan(0)
})
