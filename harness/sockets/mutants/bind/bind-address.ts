import { mutant } from '../../../claim/mutant.ts'
import { failed, succeeded } from '../../result.ts'

/** bind() reads an address as long as its family has it, whatever length it is given. */
export const bindIgnoresTheLength = mutant({
  name: 'bind-ignores-the-length',
  says: 'bind() does not look at the length of the address',
  stack: (real) => ({ bind: ({ addressLength: _, ...request }) => real.bind(request) }),
})

/** bind() looks at the family of an AF_UNIX address before it looks at its length. */
export const familyComesFirst = mutant({
  name: 'family-comes-before-length',
  says: 'bind() refuses a short address of another family for its family',
  stack: (real) => ({
    bind: (request) => (request.address.family === 'AF_UNIX' ? failed('EAFNOSUPPORT') : real.bind(request)),
  }),
})

/** bind() takes an AF_UNIX address for the wildcard. */
export const bindTakesAnyFamily = mutant({
  name: 'bind-takes-any-family',
  says: 'bind() takes an address of another family',
  stack: (real) => ({
    bind: (request) => (request.address.family === 'AF_UNIX' ? succeeded(0) : real.bind(request)),
  }),
})
