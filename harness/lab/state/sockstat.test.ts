import { expect, test } from 'vitest'
import { parseSockstat } from './sockstat.ts'

test('Each value gets the name of its group and its own', () => {
  expect(parseSockstat('sockets: used 64\nTCP: inuse 1 orphan 0 mem 269\nTCP6: inuse 3\n')).toEqual([
    ['sockets.used', 64],
    ['TCP.inuse', 1],
    ['TCP.orphan', 0],
    ['TCP.mem', 269],
    ['TCP6.inuse', 3],
  ])
})
