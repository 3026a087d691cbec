import { expect, test } from 'vitest'
import { errnoProblem } from './errno-names.ts'

test.each(['ECONNREFUSED', 'EAGAIN', 'EBADF', 'ENOSYS', 'ERUNTIME', 'errno 524'])(
  '%s is a name of an error',
  (name) => {
    expect(errnoProblem(name)).toBeNull()
  },
)

test.each([
  ['EADDRNOTAVAILABLE', 'there is no error EADDRNOTAVAILABLE', 'EADDRNOTAVAIL'],
  ['EWOULDBLOCK', 'EWOULDBLOCK is a second name of EAGAIN', 'EAGAIN'],
  ['ENOTSUP', 'ENOTSUP is a second name of EOPNOTSUPP', 'EOPNOTSUPP'],
  ['ESOMETHINGWENTWRONG', 'there is no error ESOMETHINGWENTWRONG', null],
])('%s is not: %s', (name, problem, instead) => {
  expect(errnoProblem(name)).toEqual({ problem, instead })
})
