import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { programFiles } from './modules.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder with these files, the contents by path. */
function folderOf(contents: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-modules-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const filesOf = (folder: string, entry: string) => [...programFiles(folder, join(folder, entry)).keys()].sort()

test('A program takes with it the modules that it imports, in whatever way, and no others', () => {
  const folder = folderOf({
    'agent/main.js':
      "import { one } from '../one.js'\nimport './effect.js'\nawait import('./late.js')\nimport 'node:fs'",
    'one.js': "export {\n  two,\n} from './two.js'",
    'two.js': "// import { x } from './not-this.js'",
    'agent/effect.js': '',
    'agent/late.js': '',
    'other.js': '',
  })
  expect(filesOf(folder, 'agent/main.js')).toEqual(
    ['dist/agent/effect.js', 'dist/agent/late.js', 'dist/agent/main.js', 'dist/one.js', 'dist/two.js'].sort(),
  )
})

test('A package comes with what it depends on, and of what is optional with what was installed', () => {
  const folder = folderOf({
    'main.js': "import ffi from 'ffi/part'",
    'node_modules/ffi/package.json': JSON.stringify({
      dependencies: { needed: '1' },
      optionalDependencies: { '@ffi/here': '1', '@ffi/elsewhere': '1' },
    }),
    'node_modules/ffi/part.js': '',
    'node_modules/ffi/source.c': '',
    'node_modules/needed/package.json': '{}',
    'node_modules/@ffi/here/package.json': '{}',
    'node_modules/@ffi/here/ffi.node': '',
  })
  expect(filesOf(folder, 'main.js')).toEqual(
    [
      'dist/main.js',
      'node_modules/@ffi/here/ffi.node',
      'node_modules/@ffi/here/package.json',
      'node_modules/ffi/package.json',
      'node_modules/ffi/part.js',
      'node_modules/needed/package.json',
    ].sort(),
  )
})

test('A program or package that is not there is named, with what brings it', () => {
  const folder = folderOf({ 'main.js': "import 'no-such-package'" })
  expect(() => filesOf(folder, 'main.js')).toThrow('The package no-such-package is not installed: npm ci installs it.')
  expect(() => filesOf(folder, 'other.js')).toThrow(/There is no .*other\.js: npm run build makes it\./)
})
