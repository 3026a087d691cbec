import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTool, ToolError } from './command.ts'

test('A tool gives what it printed, of what it was given to read', () => {
  expect(runTool('cat', [], 'one\ntwo\n')).toBe('one\ntwo\n')
})

test('A tool has a session of its own, so that Ctrl-C in the terminal does not reach it', () => {
  const [pid, session] = runTool('sh', ['-c', 'cut -d " " -f 1,6 /proc/self/stat; echo $$']).split('\n')
  expect(session).toBe(pid?.split(' ')[1])
})

test.each([
  ['that fails', 'sh', ['-c', 'echo no >&2; exit 3'], 'sh -c echo no >&2; exit 3 ended with 3: no'],
  ['that a signal ends', 'sh', ['-c', 'kill -TERM $$'], 'was ended by SIGTERM'],
  ['that is not there', 'no-such-tool', [], 'Cannot run no-such-tool'],
])('A tool %s is told of with what it said', (_what, command, args, message) => {
  expect(() => runTool(command, args)).toThrow(ToolError)
  expect(() => runTool(command, args)).toThrow(message)
})

test('A tool that Ctrl-C hit before it had a session of its own is run again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-command-'))
  try {
    // The first of its two runs ends as one does that the terminal's SIGINT finds, its input unread.
    const script = `if mkdir ${folder}/hit 2>/dev/null; then kill -INT $$; fi; cat`
    expect(runTool('sh', ['-c', script], 'x'.repeat(1_000_000))).toHaveLength(1_000_000)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
