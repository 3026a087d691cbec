import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEvidence } from '../../evidence/read.ts'
import { Sockproof, sockproof } from '../testing/sockproof.ts'
import { specsFolder, temporaryFolder } from '../testing/specs-folder.ts'

test('The stacks that are here are run, and their evidence is kept; one that is not is named with what mends it', async () => {
  using specs = specsFolder({ 'a/claim': {}, 'b/other': {} })
  using out = temporaryFolder()
  const args = ['matrix', 'a', '--stacks', 'linux,gvisor,uml', '--seed', '7', '--out', out.path]
  const { code, out: said } = await sockproof(args, { specs, env: { PATH: '/nowhere' } })
  expect(said).toContain('1 of 3: linux, this kernel')
  expect(said).toMatch(/✓ linux +1 claim: 1 pass/)
  expect(said).toContain('○ gvisor  not here: the command runsc is not installed')
  expect(said).toContain('to mend it: apt-get update && apt-get install --yes --no-install-recommends runsc')
  expect(said).toContain('○ uml     not here: the command linux.uml is not installed')
  expect(code).toBe(0)
  const { header, results } = readEvidence(out.file('linux/evidence.jsonl'))
  expect([header.stack, header.seed, results.length]).toEqual(['linux', 7, 1])
  expect(existsSync(out.file('index.html'))).toBe(true)
})

test('With --strict a stack that is not here is an error; so it is if there is none at all', async () => {
  using specs = specsFolder({ 'a/claim': {} })
  using out = temporaryFolder()
  const missing = (stacks: string, ...options: string[]) =>
    sockproof(['matrix', '--stacks', stacks, '--out', out.path, ...options], { specs, env: { PATH: '/nowhere' } })
  expect((await missing('linux,gvisor', '--strict')).code).toBe(3)
  expect((await missing('gvisor')).code).toBe(3)
})

test('An unexpected verdict on one stack is the outcome of all', async () => {
  using specs = specsFolder({ 'a/deviates': { run: 'return 2' } })
  using out = temporaryFolder()
  const { code, out: said } = await sockproof(['matrix', '--stacks', 'linux', '--out', out.path], { specs })
  expect(said).toMatch(/✗ linux +1 claim: 1 fail; not all as expected/)
  expect(code).toBe(1)
})

test('Evidence of an earlier run is not taken for that of a stack that left none', async () => {
  using specs = specsFolder({ 'a/claim': {} })
  using out = temporaryFolder()
  const run = (env: Record<string, string>) =>
    sockproof(['matrix', '--stacks', 'linux', '--out', out.path], { specs, env })
  expect((await run({})).code).toBe(0)
  const { code, out: said } = await run({ TMPDIR: '/nowhere' })
  expect(said).toMatch(/✗ linux +no evidence; it could not be run, as said above/)
  expect(code).toBe(1)
})

test('Ctrl-C ends the stack that is run and those behind it, and keeps what was found', async () => {
  // Three claims are worth two processes: one waits, the other runs the rest.
  using specs = specsFolder({ 'a/first': {}, 'a/second': {}, 'b/waits': { run: 'await new Promise(() => {})' } })
  using out = temporaryFolder()
  await using running = new Sockproof(['matrix', '--stacks', 'linux,node', '--out', out.path], { specs })
  await running.printed('a/first')
  await running.printed('a/second')
  running.pressCtrlC()
  const { code, out: said } = await running.ended
  expect(said).toMatch(/✗ linux +2 claims: 2 pass; interrupted/)
  expect(said).not.toContain('2 of 2')
  expect(code).toBe(130)
  expect(readEvidence(out.file('linux/evidence.jsonl')).footer?.interrupted).toBe(true)
})

test('A stack that there is not is a mistake', async () => {
  const { code, err } = await sockproof(['matrix', '--stacks', 'linux,toaster'])
  expect(err).toContain('«toaster» is none of linux, docker, docker-bridge, gvisor, uml, lwip, python, node.')
  expect(code).toBe(2)
})

test('Stacks that are run at the same time say each line under their names, and are joined in the order that was asked for', async () => {
  using specs = specsFolder({ 'a/claim': {} })
  using out = temporaryFolder()
  const args = ['matrix', '--stacks', 'python,linux,node', '--parallel', '3', '--out', out.path]
  const { code, out: said } = await sockproof(args, { specs })
  for (const name of ['linux', 'python', 'node']) expect(said).toMatch(new RegExp(`^${name} +│ ✓ pass +a/claim`, 'm'))
  expect(said.match(/✓ (python|linux|node) +1 claim: 1 pass/g)).toEqual([
    expect.stringContaining('python'),
    expect.stringContaining('linux'),
    expect.stringContaining('node'),
  ])
  expect(code).toBe(0)
})
