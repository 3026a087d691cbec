import { expect, test } from 'vitest'
import { errnoName, errnoNumber } from './errno.ts'

test('of two names for one number the one that is usual with sockets is given', () => {
  expect(['EAGAIN', 'EWOULDBLOCK', 'EOPNOTSUPP', 'ENOTSUP'].map((name) => errnoName(errnoNumber(name)))).toEqual([
    'EAGAIN',
    'EAGAIN',
    'EOPNOTSUPP',
    'EOPNOTSUPP',
  ])
})

test('a number without name is told as a number, a name without number is refused', () => {
  expect(errnoName(9999)).toBe('errno 9999')
  expect(() => errnoNumber('ENONESUCH')).toThrow('an error name must be one that this machine knows')
})
