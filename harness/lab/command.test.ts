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
