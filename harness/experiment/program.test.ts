import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Patience } from './patience.ts'
import { Program } from './program.ts'

const patience = new Patience(10_000, new AbortController().signal)

test('A program is a process of its own that can be stopped, and what it prints is told', async () => {
  const lines: string[] = []
  await using program = Program.start('sh', ['-c', 'echo ready; exec sleep 1000'], (line) => lines.push(line))
  await patience.until(
    'a line',
    () => lines,
    ({ length }) => length > 0,
  )
  program.signal('SIGSTOP')
  await patience.until(
    'the state of a stopped process',
    () => program.state(),
    (state) => state === 'T',
  )
  expect(lines).toEqual(['ready'])
})

test('Nothing is left of a program that was let go of, even if it was stopped', async () => {
  const program = Program.start('sleep', ['1000'], () => {})
  program.signal('SIGSTOP')
  await program[Symbol.asyncDispose]()
  expect(existsSync(`/proc/${program.pid}`)).toBe(false)
})
