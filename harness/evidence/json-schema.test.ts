import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { scenario } from '../experiment/experiment.ts'
import { runForTest } from '../experiment/testing/run-for-test.ts'
import { lan } from '../lab/plan.ts'
import { equal } from '../verdict/conditions.ts'
import { evidenceJsonSchema } from './json-schema.ts'
import { headerFor, resultFor } from './testing/records.ts'

const published = JSON.parse(readFileSync(new URL('evidence.schema.json', import.meta.url), 'utf8'))

/** A validator that knows nothing of how we write evidence. */
const isEvidence = new Ajv2020({ strict: false, validateFormats: false }).compile(published)

test('The published schema is the one that evidence is written by; npm run schema makes it so', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(evidenceJsonSchema())))
})

test('It accepts headers and results, also the record of an experiment on real sockets', async () => {
  const experiment = scenario(lan(['client', 'server']), async ({ client, server }, { port }) => {
    return (await (await client.tcp()).tryConnect(server.at(port()))).errno
  })
  const record = await runForTest({ experiment, judge: (errno) => [equal(errno, 'ECONNREFUSED', 'errno')] })
  expect(record.verdict.outcome).toBe('pass')
  for (const line of [headerFor(1), resultFor('a/b'), record]) {
    expect(isEvidence(JSON.parse(JSON.stringify(line))), JSON.stringify(isEvidence.errors)).toBe(true)
  }
})

test('It refuses what is no evidence', () => {
  for (const line of [
    {},
    { kind: 'result' },
    { ...headerFor(1), seed: 'x' },
    { ...resultFor('a/b'), verdict: 'pass' },
  ]) {
    expect(isEvidence(line)).toBe(false)
  }
})
