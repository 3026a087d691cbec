import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('a process that exits while a call is blocked does exit, with its own status', () => {
  const program = 'harness/sockets/libc/fixtures/exit-while-blocked.mjs'
  const ended = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 30_000 })
  expect({ status: ended.status, signal: ended.signal, stdout: ended.stdout }).toEqual({
    status: 7,
    signal: null,
    stdout: '1\n',
  })
})
