import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('./fixtures/exit-while-blocked.mjs', import.meta.url))

test('a process that exits while a call is blocked does exit, with its own status', { timeout: 60_000 }, () => {
  const { status, signal, stdout } = spawnSync(process.execPath, [PROGRAM], { encoding: 'utf8', timeout: 30_000 })
  expect({ status, signal, stdout }).toEqual({ status: 7, signal: null, stdout: '1\n' })
})
