import { expect, test } from 'vitest'
import { Patience } from '../patience.ts'
import { Program } from '../program.ts'
import { ask, lineOf } from './line-of.ts'

const patience = new Patience(10_000, new AbortController().signal)
const tools = { eventually: patience.eventually.bind(patience) }

test('Lines of a program are waited for, and so is its end', async () => {
  await using program = Program.start('sh', ['-c', 'echo one; read answer; echo "$answer"'], () => {})
  expect(await lineOf(program, 0, tools)).toBe('one')
  expect(await ask(program, 'two', tools)).toBe('two')
  expect(await lineOf(program, 2, tools)).toBeNull()
})
