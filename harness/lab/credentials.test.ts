import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actingAsUser, actingWithOnly, actingWithout, NOBODY } from './credentials.ts'

const status = (field: string): string | undefined =>
  readFileSync('/proc/thread-self/status', 'latin1').match(new RegExp(`^${field}:\\s*(.*)$`, 'm'))?.[1]

test('A function acts as another user without privileges, and the thread is root again afterwards', () => {
  const before = status('CapEff')
  const [uids, effective] = actingAsUser(NOBODY, () => [status('Uid')?.split('\t'), status('CapEff')])
  expect(uids).toEqual(['0', '65534', '0', '65534'])
  expect(effective).toBe('0000000000000000')
  expect(status('Uid')).toBe('0\t0\t0\t0')
  expect(status('CapEff')).toBe(before)
})

test('Only the calling thread acts as another user', () => {
  const users = (): readonly string[] =>
    readdirSync('/proc/self/task').map(
      (id) => readFileSync(`/proc/self/task/${id}/status`, 'latin1').match(/^Uid:\t\d+\t(\d+)/m)?.[1] ?? '',
    )
  const threads = actingAsUser(NOBODY, users)
  expect(threads.length).toBeGreaterThan(1)
  expect(threads.filter((user) => user === '65534')).toHaveLength(1)
})

test('The thread is root again also when the function throws', () => {
  const fails = () =>
    actingAsUser(NOBODY, () => {
      throw new Error('no')
    })
  expect(fails).toThrow('no')
  expect(status('Uid')).toBe('0\t0\t0\t0')
})

test('A function acts without one privilege, and the thread has it again afterwards', () => {
  const bit = (set: string | undefined) => (BigInt(`0x${set}`) >> 10n) & 1n
  expect(bit(actingWithout('CAP_NET_BIND_SERVICE', () => status('CapEff')))).toBe(0n)
  expect(bit(status('CapEff'))).toBe(1n)
})

test('A function acts with a single privilege, and the thread has the others again afterwards', () => {
  const before = status('CapEff')
  expect(actingWithOnly('CAP_NET_BIND_SERVICE', () => status('CapEff'))).toBe('0000000000000400')
  expect(status('CapEff')).toBe(before)
})
