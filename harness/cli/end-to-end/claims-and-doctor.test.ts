import { expect, test } from 'vitest'
import { z } from 'zod'
import { claimDescription } from '../../evidence/schema.ts'
import { sockproof } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

const NAT = { lab: "nat({ inside: ['client'], outside: ['server'] })" }

test('sockproof claims lists what filters name, as text and as the schema of evidence describes claims', async () => {
  using specs = specsFolder({ 'listen/one': {}, 'nat/two': NAT })
  const text = await sockproof(['claims', 'nat'], { specs })
  expect(text).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^nat\/ {2}NAT\n {2}· two {2}holds +One is one\.\n/),
  })
  const json = await sockproof(['claims', '--json'], { specs })
  const claims = z.array(claimDescription.strict()).parse(JSON.parse(json.out))
  expect(claims.map(({ id }) => id)).toEqual(['listen/one', 'nat/two'])
})

test('A spec that cannot be loaded is told, and the others are listed', async () => {
  using specs = specsFolder({ 'listen/one': {}, 'nat/two': { load: 'throw new Error("a slip")' } })
  const { code, out, err } = await sockproof(['claims', '--json'], { specs })
  expect(code).toBe(1)
  expect(JSON.parse(out)).toHaveLength(1)
  expect(err).toContain('The spec of nat/two cannot be loaded: a slip')
})

test('sockproof doctor names what is missing and which claims that costs; that is an error only with --strict', async () => {
  using specs = specsFolder({ 'listen/one': {}, 'nat/two': NAT })
  using empty = temporaryFolder()
  const setting = { specs, env: { PATH: empty.path } }
  const { code, out } = await sockproof(['doctor'], setting)
  expect(code).toBe(0)
  expect(out).toMatch(/○ nftables +1 claim cannot be tested\n {4}why: the command nft is not installed\n/)
  expect(out).toContain('    without it: nat/two\n')
  expect(out).toContain('1 of 2 claims can be tested here.')
  expect(await sockproof(['doctor', '--strict'], setting)).toMatchObject({ code: 3 })
  const { missing } = JSON.parse((await sockproof(['doctor', '--json'], setting)).out)
  expect(missing).toContainEqual(expect.objectContaining({ name: 'nftables', claims: ['nat/two'] }))
})

test('sockproof doctor --fix where nothing can be installed says why and how, and ends with 2', async () => {
  using specs = specsFolder({ 'nat/two': NAT })
  using empty = temporaryFolder()
  const { code, out, err } = await sockproof(['doctor', '--fix'], { specs, env: { PATH: empty.path } })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('Cannot install')
  expect(err).toContain('apt-get')
})
