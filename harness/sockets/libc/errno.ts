import { constants } from 'node:os'
import type { ErrnoName } from '../result.ts'
import { RequestError } from './request-error.ts'

/** Linux error numbers that Node's table lacks (errno-base.h, asm-generic/errno.h). */
const BEYOND_NODE: Record<string, number> = { ESOCKTNOSUPPORT: 94, EPFNOSUPPORT: 96, ESHUTDOWN: 108, EHOSTDOWN: 112 }

const numbers = new Map<ErrnoName, number>(Object.entries({ ...constants.errno, ...BEYOND_NODE }))
const names = new Map<number, ErrnoName>()
for (const [name, number] of numbers) {
  if (!names.has(number)) names.set(number, name)
}
// One number, two names: POSIX lets them be equal; on a socket the field says EAGAIN and EOPNOTSUPP.
names.set(constants.errno.EAGAIN, 'EAGAIN')
names.set(constants.errno.EOPNOTSUPP, 'EOPNOTSUPP')

/** The symbolic name of an error number of this machine, or `errno 123` if it has none. */
export function errnoName(number: number): ErrnoName {
  return names.get(number) ?? `errno ${number}`
}

/** The error number of a symbolic name on this machine. */
export function errnoNumber(name: ErrnoName): number {
  const number = numbers.get(name)
  if (number === undefined) throw new RequestError('an error name', 'one that this machine knows', name)
  return number
}
