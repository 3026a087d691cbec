import { describe, expect, test } from 'vitest'
import { oneClaim, selectClaims } from './select.ts'

const IDS = ['connect/chooses-a-local-port', 'connect/refused-without-listener', 'lifecycle/new-socket-is-unconnected']

describe('a filter selects', () => {
  test.each([
    ['a chapter, and not what only contains its name', 'connect', IDS.slice(0, 2)],
    ['a chapter with its slash', 'connect/', IDS.slice(0, 2)],
    ['a whole id', 'lifecycle/new-socket-is-unconnected', IDS.slice(2)],
    ['a spec file', 'specs/lifecycle/new-socket-is-unconnected.spec.ts', IDS.slice(2)],
    ['a part of an id', 'socket-is', IDS.slice(2)],
  ])('%s', (_what, filter, ids) => {
    expect(selectClaims(IDS, [filter])).toEqual(ids)
  })

  test('all if there is none, and several add up in the order of the catalogue', () => {
    expect(selectClaims(IDS, [])).toEqual(IDS)
    expect(selectClaims(IDS, ['lifecycle', 'refused'])).toEqual([IDS[1], IDS[2]])
  })
})

test('A filter that selects nothing is answered with the nearest names', () => {
  expect(() => selectClaims(IDS, ['conect'])).toThrow('No claim or chapter is called «conect». Nearest: connect,')
  expect(() => selectClaims(IDS, ['refused-without-listner'])).toThrow('connect/refused-without-listener')
  expect(() => selectClaims(IDS, ['scoket'])).toThrow('Nearest: lifecycle/new-socket-is-unconnected')
})

test('One claim is named by its id or by a part that is in no other', () => {
  expect(oneClaim(IDS, 'refused')).toBe('connect/refused-without-listener')
  expect(() => oneClaim(IDS, 'connect')).toThrow(
    'may mean connect/chooses-a-local-port, connect/refused-without-listener',
  )
})
