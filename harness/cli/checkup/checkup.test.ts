import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { claimOf } from '../../../reports/fixtures/records.ts'
import { headerFor } from '../../evidence/testing/records.ts'
import { checksOf } from './checks.ts'
import { checkupText } from './checkup-text.ts'

const NO_NFT = { available: false, reason: 'the command nft is not installed', mend: 'apt-get install nftables' }
const CAPABILITIES = [
  { name: 'sockets', available: true, reason: null, mend: null },
  { name: 'nftables', ...NO_NFT },
  { name: 'conntrack table', ...NO_NFT },
  {
    name: 'python3',
    available: false,
    reason: 'the command python3 is not installed',
    mend: 'apt-get install python3',
  },
]

const lab = (...needs: string[]) => ({ kind: 'nat', hosts: [], needs })
const CLAIMS = [
  claimOf({ id: 'stream/one', says: '', lab: lab('sockets') }),
  claimOf({ id: 'nat/two', says: '', lab: lab('sockets', 'nftables') }),
  claimOf({ id: 'nat/three', says: '', lab: lab('sockets', 'nftables', 'conntrack table') }),
]

const checks = checksOf(CAPABILITIES, CLAIMS)

test('A claim counts for everything that it needs, so that each cost is the whole cost', () => {
  expect(checks.map(({ name, claims }) => [name, claims.length])).toEqual([
    ['sockets', 3],
    ['nftables', 2],
    ['conntrack table', 1],
    ['python3', 0],
  ])
})

test('What is missing is told with its reason, what mends it, and the claims that it costs', () => {
  const text = stripVTControlCharacters(checkupText(headerFor(0).fingerprint, checks, 3, 60))
  expect(text.slice(text.indexOf('✓'))).toBe(
    `
✓ sockets          3 claims need it
○ nftables         2 claims cannot be tested
    why: the command nft is not installed
    to mend it: apt-get install nftables
    without it: nat/two, nat/three
○ conntrack table  1 claim cannot be tested
    why: the command nft is not installed
    to mend it: apt-get install nftables
    without it: nat/three
○ python3          no claim needs it
    why: the command python3 is not installed
    to mend it: apt-get install python3

1 of 3 claims can be tested here.`.slice(1),
  )
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
})
