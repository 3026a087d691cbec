import { expect, test } from 'vitest'
import { readLine } from './line.ts'

test.each([
  ['{"id":1,"value":3}', { id: 1, value: 3 }],
  ['{"id":1,"value":null,"more":"ignored"}', { id: 1, value: null }],
  ['{"id":1,"errno":"EBADF","began":"1","ended":"2"}', { id: 1, errno: 'EBADF' }],
  ['{"id":1,"unsupported":"no null pointer"}', { id: 1, unsupported: 'no null pointer' }],
])('%s is a result', (text, result) => {
  expect(readLine(text)).toMatchObject({ kind: 'result', result })
})

test.each([
  ['bind called', 'garbage', 'This line is no JSON object'],
  ['', 'garbage', 'This line is no JSON object'],
  ['[1]', 'garbage', 'This line is no JSON object'],
  ['3', 'garbage', 'This line is no JSON object'],
  ['{"value":3}', 'wrong form', 'It has no id'],
  ['{"id":"1","value":3}', 'wrong form', 'Its id is no whole number'],
  ['{"id":1}', 'wrong form', 'It has neither a value nor an errno'],
  ['{"id":1,"value":0,"errno":"EBADF"}', 'wrong form', 'It has more than one of value and errno'],
  ['{"id":1,"errno":"bad"}', 'wrong form', 'Its errno is not the name of an error'],
  ['{"id":1,"errno":9}', 'wrong form', 'Its errno is not the name of an error'],
  ['{"id":1,"value":0,"began":1,"ended":2}', 'wrong form', 'It is not of the form of a result'],
])('%s is not: %s', (text, kind, came) => {
  const read = readLine(text)
  expect(read).toMatchObject({ kind: 'faulty', fault: { kind } })
  if (read.kind === 'faulty') expect(read.fault.came).toContain(came)
})
