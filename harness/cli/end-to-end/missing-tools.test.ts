import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { programCalled } from '../program-called.ts'
import { sockproof } from '../testing/sockproof.ts'
import { specsFolder, type TemporaryFolder, temporaryFolder } from '../testing/specs-folder.ts'

const NAT = { lab: "nat({ inside: ['client'], outside: ['server'] })" }

/** A folder to be PATH, with some programs of this machine and, as apt-get, a script. */
function pathWith(programs: readonly string[], aptGet: string | null): TemporaryFolder {
  const folder = temporaryFolder()
  mkdirSync(folder.file('bin'))
  for (const name of programs) symlinkSync(programCalled(name) ?? name, folder.file(`bin/${name}`))
  if (aptGet !== null) {
    writeFileSync(folder.file('bin/apt-get'), `#!/bin/sh\necho "$@" >> ${folder.file('apt.log')}\n${aptGet}\n`)
    chmodSync(folder.file('bin/apt-get'), 0o755)
  }
  return folder
}

test('What is missing is named once, with how to mend it and what it costs', async () => {
  using specs = specsFolder({ 'nat/one': NAT, 'nat/two': NAT, 'loop/back': {} })
  using path = pathWith(['ip', 'python3'], null)
  const env = { PATH: path.file('bin') }
  const { code, out } = await sockproof(['verify', '--out', path.file('out')], { specs, env })
  expect(code).toBe(0)
  expect(out).toContain('○ nftables: the command nft is not installed')
  expect(out).toContain('to mend it: apt-get update && apt-get install --yes --no-install-recommends nftables')
  expect(out).toContain('2 claims not tested: nat/one, nat/two')
  const strict = await sockproof(['verify', '--strict', '--out', path.file('out')], { specs, env })
  expect(strict.code).toBe(3)
})

test('As root, the tools that the claims need are installed first, and no others', async () => {
  using specs = specsFolder({ 'nat/one': NAT, 'loop/back': {} })
  const nft = programCalled('nft') ?? 'nft'
  using path = pathWith(['ip'], `case "$*" in *install*) /bin/ln -s ${nft} $(/usr/bin/dirname "$0")/nft;; esac`)
  const { code, out } = await sockproof(['verify', '--out', path.file('out')], {
    specs,
    env: { PATH: path.file('bin') },
  })
  expect(out).toContain('Installing nftables, which 1 of 2 claims needs (apt-get; --no-install leaves that out)')
  expect(out).not.toContain('python3')
  expect(out).toContain('✓ pass        nat/one')
  expect(code).toBe(0)
})

test('Where there is no apt-get, one line names what is missing, what that costs and the command', async () => {
  using specs = specsFolder({ 'nat/one': NAT, 'nat/two': NAT })
  using path = pathWith([], null)
  const { out } = await sockproof(['verify', '--out', path.file('out')], { specs, env: { PATH: path.file('bin') } })
  expect(out).toContain(
    'Not installing iproute2 and nftables (there is no apt-get; use the package manager of this system). ' +
      'Without: 2 claims not tested: nat/one, nat/two. ' +
      'To install: apt-get update && apt-get install --yes --no-install-recommends iproute2 nftables\n',
  )
})

test('Of an installation that does not succeed the last lines are told', async () => {
  using specs = specsFolder({ 'nat/one': NAT })
  using path = pathWith(['ip'], 'for line in 1 2 3 4 5 6 7 8 9; do echo "line $line"; done; exit 100')
  const { out } = await sockproof(['verify', '--out', path.file('out')], { specs, env: { PATH: path.file('bin') } })
  expect(out).toContain('so the run goes on without: line 5\nline 6\nline 7\nline 8\nline 9\n')
})

test('An installation that does not succeed is told, and the run goes on', async () => {
  using specs = specsFolder({ 'nat/one': NAT, 'loop/back': {} })
  using path = pathWith(['ip'], 'echo "E: no way" >&2; exit 100')
  const { code, out } = await sockproof(['verify', '--out', path.file('out')], {
    specs,
    env: { PATH: path.file('bin') },
  })
  expect(out).toContain('apt-get update did not succeed, so the run goes on without: E: no way')
  expect(out).toContain('✓ pass        loop/back')
  expect(out).toContain('○ unsupported nat/one')
  expect(code).toBe(0)
})

test('--no-install leaves the machine as it is', async () => {
  using specs = specsFolder({ 'nat/one': NAT })
  using path = pathWith(['ip'], 'exit 0')
  const { out } = await sockproof(['verify', '--no-install', '--out', path.file('out')], {
    specs,
    env: { PATH: path.file('bin') },
  })
  expect(out).not.toContain('Installing')
  expect(out).toContain('Not installing nftables (--no-install was given). Without: 1 claim not tested: nat/one.')
  expect(out).toContain('○ unsupported nat/one')
})
