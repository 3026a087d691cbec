import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sockproof } from '../testing/sockproof.ts'
import { temporaryFolder } from '../testing/specs-folder.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

test('Installed as a package it runs its claims, and writes nothing into its own folder', async () => {
  using folder = temporaryFolder()
  const modules = folder.file('node_modules')
  const own = join(modules, 'sockproof')
  mkdirSync(own, { recursive: true })
  cpSync(join(ROOT, 'dist'), join(own, 'dist'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(own, 'package.json'))
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  const main = join(own, 'dist/harness/cli/main.js')
  const { code, out, err } = await sockproof(['verify', 'connect/refused-without-listener'], { main, cwd: folder.path })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('✓ pass        connect/refused-without-listener')
  expect(existsSync(folder.file('sockproof-report/index.html'))).toBe(true)
  expect(readdirSync(own).sort()).toEqual(['dist', 'package.json'])
  expect(existsSync(join(own, 'dist/specs/node_modules'))).toBe(false)
})
