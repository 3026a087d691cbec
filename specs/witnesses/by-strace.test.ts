import { expect, test } from 'vitest'
import { BY_STRACE } from './by-strace.ts'
import { callsIn } from './strace.ts'
import { testWitnesses } from './testing.ts'

testWitnesses(BY_STRACE)

test('A call that another thread interrupted is one call, in the place where it began', () => {
  const text = [
    '10 connect(3, {sa_family=AF_INET} <unfinished ...>',
    '11 listen(4, 1)                      = 0',
    '10 <... connect resumed>, 16)        = -1 ECONNREFUSED (Connection refused)',
    '11 +++ exited with 0 +++',
  ]
  expect(callsIn(text.join('\n'))).toEqual([
    { name: 'connect', args: '3, {sa_family=AF_INET}, 16', errno: 'ECONNREFUSED' },
    { name: 'listen', args: '4, 1', errno: null },
  ])
})
