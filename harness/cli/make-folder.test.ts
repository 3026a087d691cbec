import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

test('A folder is made with those above it, and may be there already', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-folder-'))
  try {
    makeFolder(join(folder, 'a', 'b'))
    makeFolder(join(folder, 'a', 'b'))
    expect(existsSync(join(folder, 'a', 'b'))).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('A place where no folder can be made is told at once', () => {
  expect(() => makeFolder('/proc/none/deeper')).toThrow('ENOENT')
})
